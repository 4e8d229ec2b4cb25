/// One line of the funnel.
public struct FunnelStage: Codable, Hashable, Sendable {
    /// What it is.
    public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
        case planned, toSend = "to_send", accepted, delivered, bounced, opened, clicked, unsubscribed, complained
        case refused, deferred, uncertain, queued, expired, cancelled, failed

        /// As a person reads it.
        public var title: String { self == .toSend ? "to send" : rawValue }
    }

    /// What it is.
    public var name: Name
    /// Messages, or people as far as can be told.
    public var count: Int
    /// With machines; nil where machines are not told apart.
    public var raw: Int?
    /// What `count` is a share of: the name of another stage; nil for the first.
    public var of: Name?
    /// `count` of that stage's, 0…1.
    public var rate: Double?
    /// `raw` of that stage's, 0…1.
    public var rawRate: Double?

    /// What the number counts, in one or two sentences.
    public static func definition(of name: Name) -> String {
        switch name {
        case .planned: "Messages of the audience: rows of the list that passed its checks, each address once."
        case .toSend: "Planned, without what was suppressed or cancelled."
        case .accepted:
            "Messages a relay took responsibility for: it answered 2yz to the end of the message. Nobody can promise more at that moment; it does not mean that the message is in a mailbox."
        case .delivered:
            "Messages of which a delivery report or an event of a provider says that they arrived. Most receivers send none, so this is a lower bound."
        case .bounced: "Messages that were accepted and came back: at least one delivery report of a failure."
        case .opened:
            "People, estimated: recipients whose picture was fetched by something that does not look like a machine. Mail programs that show no pictures are missing, proxies that fetch for everybody are left out; with machines: all recipients whose picture was fetched."
        case .clicked:
            "People, estimated: recipients who followed a link, scanners left out. With machines: all recipients of whom a link was followed."
        case .unsubscribed: "Recipients who asked to be left alone because of this campaign."
        case .complained: "Recipients whose provider reported that they marked the message as spam."
        case .refused: "Messages a relay refused for good, or that ran out of attempts or time."
        case .deferred: "Messages that wait for another try, because a relay said \"later\" or could not be reached."
        case .uncertain: "Messages that went out and whose answer was lost: taken or not, nobody knows."
        case .queued: "Messages that are still to be handed to a relay, those in somebody's hands included."
        case .expired: "Messages that became too old before they could be sent."
        case .cancelled: "Messages of a campaign that was cancelled before they were sent."
        case .failed: "Messages that could not be made: a value was missing."
        }
    }
}
