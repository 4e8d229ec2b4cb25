import Campaigns
import HTTPTypes
import Hummingbird
import Ledger
import MailFormat

/// Takes visits in: decides what is kept of them, and puts them into the intake.
struct Visits: Sendable {
    let rules: VisitRules
    let intake: EventIntake
    let now: @Sendable () -> Timestamp
    let recent: RecentHeads
    let agents = AgentMemory()

    /// What a request tells of a visit.
    func facts(_ target: VisitFacts.Target, _ request: Request, client: ClientAddress?, handle: Substring) -> VisitFacts {
        let agent = Self.agent(of: request)
        var facts = VisitFacts(target, at: now(), agent: agent, kind: agents.kind(of: agent))
        facts.purpose = Self.purpose(of: request)
        facts.askedHeadBefore = recent.saw(handle, target)
        facts.isFromDatacentre = client.map { address in rules.datacentres?.current.contains(address) ?? false } ?? false
        return facts
    }

    /// Keeps a visit, or its number, or nothing, as the settings and the client's wish say.
    ///
    /// - Throws: ``IntakeError/full``.
    func take(_ facts: VisitFacts, of handle: VerifiedHandle, _ request: Request) throws(IntakeError) {
        let isAnonymous = rules.isAggregate || rules.honoursGPC && request.headers[Self.gpc] == "1"
        let entry = VisitEntry(facts: facts, handle: handle, isAnonymous: isAnonymous, optOutColumn: rules.optOutColumn)
        try intake.offer { try entry.write($0) }
    }

    private static func agent(of request: Request) -> String {
        String((request.headers[.userAgent] ?? "").prefix(VisitFacts.longestAgent))
    }

    /// Browsers that fetch ahead say so.
    private static func purpose(of request: Request) -> String {
        for name in [secPurpose, purpose, moz] {
            guard let value = request.headers[name]?.lowercased() else { continue }
            if value.contains("prefetch") || value.contains("prerender") { return "prefetch" }
            if value.contains("preview") { return "preview" }
        }
        return ""
    }

    private static let gpc = HTTPField.Name("Sec-GPC") ?? .userAgent
    private static let secPurpose = HTTPField.Name("Sec-Purpose") ?? .userAgent
    private static let purpose = HTTPField.Name("Purpose") ?? .userAgent
    private static let moz = HTTPField.Name("X-Moz") ?? .userAgent
}
