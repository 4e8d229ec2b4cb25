import Campaigns
import Foundation
import Ledger
import MailFormat
import NIOPosix
import Synchronization

/// The frozen links of campaigns, as they are asked for: read once, and again where a campaign was revised and has more of them.
final class LinkBook: Sendable {
    private struct Page {
        var links: FrozenLinks
        var readAt: Int64
    }

    /// Campaigns whose links are kept.
    private static let kept = 256
    /// A link that is not there is looked for again after so long, in milliseconds.
    private static let staleAfter: Int64 = 1000

    private let ledger: LedgerFile
    private let threads: NIOThreadPool
    private let pages = Mutex<[Int64: Page]>([:])

    init(ledger: LedgerFile, threads: NIOThreadPool) {
        self.ledger = ledger
        self.threads = threads
    }

    /// The links of a campaign, with the one of a number where there is such a link.
    func links(of campaign: Int64, with index: Int) async throws -> FrozenLinks {
        let now = ledger.now().milliseconds
        if let page = pages.withLock({ $0[campaign] }), page.links.has(index) || now - page.readAt < Self.staleAfter { return page.links }
        let ledger = ledger
        let links = try await threads.runIfActive { try Self.read(campaign, in: ledger) }
        pages.withLock { pages in
            if pages.count >= Self.kept, pages[campaign] == nil { pages.removeAll() }
            pages[campaign] = Page(links: links, readAt: now)
        }
        return links
    }

    private static func read(_ campaign: Int64, in ledger: LedgerFile) throws -> FrozenLinks {
        let record = try ledger.campaign(campaign)
        let links = try ledger.links(campaign: campaign).map { LinkTable.Link(index: $0.position, url: $0.url) }
        let context = try ledger.linkContext(campaign: campaign).map { try JSONDecoder().decode(LinkContext.self, from: Data($0.utf8)) }
        guard let context else { return FrozenLinks.none }
        return try FrozenLinks(links, context: context, columns: record.columns)
    }
}
