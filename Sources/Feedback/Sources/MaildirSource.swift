import Campaigns
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A Maildir: mail is taken from `new` and moved to `cur` once the ledger has it, a report as seen, somebody else's mail as unseen.
///
/// Nothing is ever deleted. What is no mail goes to `.quarantine`, a folder in the manner of Maildir++. A rename is one step: whoever is
/// killed before it finds the mail in `new` again, which changes nothing twice.
///
/// SeeAlso: https://cr.yp.to/proto/maildir.html
public final class MaildirSource: ReportSource {
    /// What it is called, for a person and in the ledger.
    public let name: String
    private let path: String
    private var names: [String] = []
    private var stream: OpaquePointer?

    /// Octets of mail in one batch, after which no more is read.
    private static let batch = 16 << 20
    /// Names held at a time: a folder of millions is walked, not listed.
    private static let step = 4096

    /// Whether a folder is one.
    public static func isMaildir(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return ["new", "cur"].allSatisfy {
            FileManager.default.fileExists(atPath: "\(path)/\($0)", isDirectory: &isFolder) && isFolder.boolValue
        }
    }

    /// - Throws: ``SourceError``
    public init(path: String) throws {
        self.path = path
        name = "maildir:\(path)"
        guard Self.isMaildir(path) else { throw SourceError.missing("\(path)/new") }
        stream = opendir("\(path)/new")
        guard stream != nil else { throw SourceError.unreadable("\(path)/new", reason: String(cString: strerror(errno))) }
    }

    deinit { closeStream() }

    /// The next mails or entries that were not settled before.
    public func next(_ count: Int) throws -> [SourceItem] {
        var items: [SourceItem] = []
        var octets = 0
        while items.count < count, octets < Self.batch {
            if names.isEmpty { fill() }
            guard let name = names.popLast() else { break }
            let place = "\(path)/new/\(name)"
            do {
                let mail = try OpenFile(path: place).read(from: 0, count: IncomingReport.longest)
                octets += mail.count
                let content: SourceItem.Content =
                    mail.contains { $0 > 0x20 } ? .mail(mail, recipient: nil) : .unreadable("it is empty")
                items.append(SourceItem(content, place: place, ticket: name))
            } catch SourceError.missing {
                // Another process was faster.
                continue
            } catch SourceError.unreadable(_, let reason) {
                items.append(SourceItem(.unreadable(reason), place: place, ticket: name))
            }
        }
        return items
    }

    /// Remembers what was taken; see ``ReportSource``.
    public func settle(_ settled: [SettledItem]) throws {
        for item in settled {
            let base =
                item.ticket.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? item.ticket
            switch item.fate {
            case .taken: try move(item.ticket, to: "cur/\(base):2,S")
            case .foreign: try move(item.ticket, to: "cur/\(base):2,")
            case .unreadable:
                for folder in ["new", "cur", "tmp"] {
                    try FileManager.default.createDirectory(
                        atPath: "\(path)/.quarantine/\(folder)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                }
                try move(item.ticket, to: ".quarantine/new/\(base)")
            }
        }
    }

    private func move(_ name: String, to target: String) throws {
        guard rename("\(path)/new/\(name)", "\(path)/\(target)") != 0, errno != ENOENT else { return }
        throw SourceError.unreadable("\(path)/\(target)", reason: String(cString: strerror(errno)))
    }

    /// The next names of `new`, oldest first as far as one step tells: names of a Maildir begin with the time.
    private func fill() {
        while let open = stream, names.count < Self.step {
            guard let entry = readdir(open) else {
                closeStream()
                break
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        names.sort(by: >)
    }

    private func closeStream() {
        if let open = stream { closedir(open) }
        stream = nil
    }
}
