/// Who is meant, by what the ledger knows: all of its criteria hold.
///
/// "Opened" and "clicked" are what people did as far as can be told, as in reports; an address counts, whatever its messages.
public struct Segment: Hashable, Sendable {
    /// One thing that must be true of an address.
    public enum Criterion: Hashable, Sendable {
        /// A relay took the campaign's message to it.
        case accepted(campaign: Int64)
        /// An event of the campaign that no machine made: a click, of one link where it is named.
        case did(Event.Kind, campaign: Int64, link: Int? = nil)
        /// No such event.
        case didNot(Event.Kind, campaign: Int64)
        /// Each of the campaigns was accepted, and none opened or clicked.
        case dormant(campaigns: [Int64])
        /// No campaign's message was accepted, or may have been.
        case neverMailed
    }

    /// All of these.
    public var criteria: [Criterion]

    /// A segment of its criteria; none means everybody.
    public init(_ criteria: [Criterion]) {
        self.criteria = criteria
    }

    /// The condition on an address, `email` being SQL for it. Each criterion is one look-up in an index a campaign.
    func condition(on email: String) -> String {
        criteria.isEmpty ? "1" : criteria.map { "(\(Self.condition($0, on: email)))" }.joined(separator: " AND ")
    }

    private static func condition(_ criterion: Criterion, on email: String) -> String {
        switch criterion {
        case .accepted(let campaign):
            """
            EXISTS (SELECT 1 FROM recipient JOIN message AS taken ON taken.id = recipient.message
            WHERE recipient.campaign = \(campaign) AND recipient.email = \(email) AND taken.state = 'accepted')
            """
        case .did(let kind, let campaign, let link):
            """
            EXISTS (SELECT 1 FROM recipient JOIN event ON event.message = recipient.message
            WHERE recipient.campaign = \(campaign) AND recipient.email = \(email) AND \(event(kind, link)))
            """
        case .didNot(let kind, let campaign):
            "NOT " + condition(.did(kind, campaign: campaign), on: email)
        case .dormant(let campaigns):
            campaigns.flatMap { campaign in
                [
                    condition(.accepted(campaign: campaign), on: email), condition(.didNot(.open, campaign: campaign), on: email),
                    condition(.didNot(.click, campaign: campaign), on: email),
                ]
            }.joined(separator: " AND ")
        case .neverMailed:
            """
            NOT EXISTS (SELECT 1 FROM campaign CROSS JOIN recipient ON recipient.campaign = campaign.id AND recipient.email = \(email)
            JOIN message AS taken ON taken.id = recipient.message WHERE taken.state IN ('accepted', 'transmitting', 'uncertain'))
            """
        }
    }

    private static func event(_ kind: Event.Kind, _ link: Int?) -> String {
        "event.kind = '\(kind.rawValue)' AND event.machine = 0" + (link.map { " AND event.link = \($0)" } ?? "")
    }

    /// The messages of a campaign to begin with: those with the wanted event, where a criterion names one, instead of all. One an address.
    func beginning(in campaign: Int64) -> String {
        for case .did(let kind, campaign, let link) in criteria {
            return """
                message.id IN (SELECT min(done.id) FROM event JOIN message AS done ON done.id = event.message
                WHERE event.campaign = \(campaign) AND \(Self.event(kind, link)) GROUP BY done.email)
                """
        }
        return """
            message.id = (SELECT min(message) FROM recipient WHERE recipient.campaign = \(campaign) AND recipient.email = message.email)
            """
    }
}
