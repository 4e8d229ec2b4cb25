import GRDB
public import MailFormat

/// What a wish to get less mail came to.
public struct Departure: Hashable, Sendable {
    /// Whom it is about; nil where the address was erased, and so nothing is mailed to it.
    public var email: EmailAddress?
    /// The list it holds for; empty for all mail.
    public var scope: String
    /// Whether anything is different now; false for one who had left before.
    public var isNew: Bool
    /// Whether a message in doubt became accepted by it.
    public var settledDoubt: Bool
}

/// Requests that come over the web, where the handle alone says who asks.
extension ReportTransaction {
    /// How long after it was said a wish can be taken back on the page it was said on.
    public static let undoWindow: Duration = .seconds(86400)

    /// How far a request to leave reaches that says nothing of it.
    public func scope(ofLeaving message: ReportedMessage) -> String { policy.unsubscribe == .list ? message.list : "" }

    /// Leaves a list, or all of them; in force for every message that is not marked as transmitting when the transaction is committed.
    ///
    /// One event a message and scope, however often it is asked; the suppression is made again where it was taken back in between.
    ///
    /// - Parameters:
    ///   - scope: the list; empty for all mail.
    ///   - how: `one-click`, `page`: the detail of the event and the source of the suppression.
    ///   - facts: further facts as a JSON object, or nil.
    /// - Throws: `noMessage`.
    public func leave(_ key: Int64, scope: String, how: String, facts: String? = nil) throws -> Departure {
        guard let message = try message(key) else { throw LedgerError.noMessage(key) }
        let event = Event(message: key, kind: .unsubscribe, detail: how, at: now, facts: facts, token: "leave.\(key).\(scope)")
        let recorded = try note(event, of: message)
        guard let address = Self.address(of: message) else {
            return Departure(email: nil, scope: scope, isNew: recorded.isNew, settledDoubt: recorded.settledDoubt)
        }
        let isNew = try SuppressionList.add(
            Suppression(address: address, scope: scope, reason: .unsubscribed, source: "\(how), campaign \(message.name)", at: now),
            on: database)
        return Departure(email: address, scope: scope, isNew: isNew, settledDoubt: recorded.settledDoubt)
    }

    /// Rests a list, or all mail, until a moment. It is no request to leave and counts as none.
    ///
    /// - Throws: `noMessage`.
    public func pause(_ key: Int64, scope: String, until end: Timestamp) throws -> Departure {
        guard let message = try message(key) else { throw LedgerError.noMessage(key) }
        let settled = message.state == .uncertain ? try Doubt.settle(key, evidence: "preferences", on: database) : false
        guard let address = Self.address(of: message) else {
            return Departure(email: nil, scope: scope, isNew: false, settledDoubt: settled)
        }
        let isNew = try SuppressionList.add(
            Suppression(
                address: address, scope: scope, reason: .unsubscribed, source: "pause, campaign \(message.name)", at: now, expiresAt: end),
            on: database)
        return Departure(email: address, scope: scope, isNew: isNew, settledDoubt: settled)
    }

    /// Takes back what the recipient herself said on the web within ``undoWindow``. What she said otherwise, a complaint, a bounce and what
    /// the sender decided stay: a link that anyone may have who has the mail is not enough for that.
    ///
    /// - Returns: whether a suppression was lifted, or a pause.
    /// - Throws: `noMessage`.
    public func takeBack(_ key: Int64, scope: String, how: String) throws -> Bool {
        guard let message = try message(key) else { throw LedgerError.noMessage(key) }
        guard let address = Self.address(of: message),
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT 1 FROM suppression WHERE target = ?1 AND scope = ?2 AND reason = 'unsubscribed' AND (
                        at >= ?3 AND (source LIKE 'one-click, %' OR source LIKE 'page, %') OR source LIKE 'pause, %')
                    """,
                arguments: [address.description, scope, (now + (.zero - Self.undoWindow)).milliseconds]),
            row[0] == 1
        else { return false }
        return try SuppressionList.remove(
            address.description, scope, because: "taken back by the recipient", "\(how), campaign \(message.name)", at: now.milliseconds,
            on: database)
    }

    private static func address(of message: ReportedMessage) -> EmailAddress? {
        guard let address = try? EmailAddress(message.email), address.domain != "invalid" else { return nil }
        return address
    }
}
