import Campaigns
public import Ledger
public import MailFormat

/// What the columns of a suppression list mean: the list of a service, of this program, or any with addresses.
///
/// Told by the names of the columns alone. Services list addresses for faults that are not the recipient's, too (a block, a full mailbox):
/// where an export keeps the receiver's words, they are read by the same rules as bounces, and such rows are left out.
public struct ServiceExport: Sendable {
    /// What a row means.
    public enum Meaning: Hashable, Sendable {
        /// Not to be mailed.
        case suppressed(Suppression.Reason, scope: String, since: Timestamp?, until: Timestamp?)
        /// Not suppressed, or not by the recipient's own fault: why, for a person.
        case leftOut(String)
    }

    /// How one kind of export is told and read.
    struct Form: Sendable {
        /// `SendGrid bounces`, for a person.
        var name: String
        /// Columns it must have, as ``ServiceExport/key(_:)`` makes them.
        var columns: [String]
        /// The column of the reason, and what its values mean; nil leaves the row out. Empty for a list of one reason.
        var values: (column: String, meaning: [String: Suppression.Reason?])?
        /// The reason of a row whose value says nothing.
        var reason: Suppression.Reason
        /// The column of the time.
        var time: String?
        /// The columns of code and words that the receiver said.
        var words: [String] = []
    }

    /// What it was taken for; nil for a list of addresses without more.
    public let name: String?
    private let form: Form
    private let index: [String: Int]
    /// Whether it is an export of this program, with scope and expiry.
    private let isOwn: Bool

    /// - Parameters:
    ///   - columns: the names of the columns, in any spelling.
    ///   - reason: why, where the list does not say it.
    public init(columns: [String], reason: Suppression.Reason) {
        var index: [String: Int] = [:]
        for (position, column) in columns.enumerated() { index[Self.key(column)] = index[Self.key(column)] ?? position }
        self.index = index
        let best = Self.forms.filter { $0.columns.allSatisfy { index[$0] != nil } }.max { $0.columns.count < $1.columns.count }
        let own = Dictionary(uniqueKeysWithValues: Suppression.Reason.allCases.map { ($0.rawValue, $0 as Suppression.Reason?) })
        form = best ?? Form(name: "", columns: [], values: ("reason", own), reason: reason, time: nil)
        name = best?.name
        isOwn = best == nil || best?.name == Self.ownName
    }

    /// What a row means.
    public func meaning(of fields: [String]) -> Meaning {
        func field(_ column: String) -> String? { index[column].flatMap { fields.indices.contains($0) ? fields[$0] : nil } }
        var reason = form.reason
        if let (column, values) = form.values, let value = field(column).map({ Self.key($0) }), let known = values[value] {
            guard let known else { return .leftOut("\(column) is '\(field(column) ?? "")'") }
            reason = known
        }
        let words = form.words.compactMap { field($0) }.filter { !$0.isEmpty }.joined(separator: " ")
        if !words.isEmpty {
            let cause = ReplyClassifier.classify(text: words)
            let found = BounceClass(cause.reason, isHard: cause.isHard)
            if found == .blocked || found == .soft { return .leftOut("not the recipient's fault for good: \(cause.reason.rawValue)") }
        }
        return .suppressed(
            reason, scope: isOwn ? field("scope") ?? "" : "", since: form.time.flatMap { field($0) }.flatMap { Self.moment($0) },
            until: isOwn ? field("expiresat").flatMap { Self.moment($0) } : nil)
    }

    /// Letters and digits, small: `Email Address`, `email_address` and `EmailAddress` are one name.
    static func key(_ name: String) -> String {
        String(name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
    }

    /// Seconds since 1970, or a date as services write them.
    private static func moment(_ text: String) -> Timestamp? {
        if let seconds = Int64(text), (0...99_999_999_999).contains(seconds) { return Timestamp(milliseconds: seconds * 1000) }
        return DateFormat.parse(iso8601: text) ?? DateFormat.parse(rfc5322: text)
    }
}
