public import MailFormat

/// Why one recipient's message cannot be composed: her row's fault, never the campaign's. The others go on.
public struct ComposeProblem: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// A name that is used has no value in this row and no default.
        case noValue
        /// A value that is no date where one is written, and no number.
        case noDate(String), noNumber(String)
        /// A file of the row that cannot be attached: its path, and the reason that completes "PATH: ".
        case attachment(String, reason: String)
        /// A value with a line break or another control character where a header wants one line.
        case header(HeaderProblem)
        /// A value that begins a link and has a scheme no link may have (`javascript:`, `data:`, `vbscript:`, `file:`).
        case scheme(String)
        /// A subject that is empty once its values are in place.
        case emptySubject
        /// The message is larger than any relay takes, in octets.
        case tooLarge(Int)
        /// Parts that cannot be put together.
        case body(MIMEProblem)
        /// An address that no return path or header can carry.
        case address(AddressProblem)
    }

    /// What is wrong.
    public var reason: Reason
    /// The merge field or header concerned.
    public var name: String
    /// Where it is used, as `templates/newsletter/body.html:4`; nil where that says nothing.
    public var usedAt: String?
    /// The recipient's line in the list, where known.
    public var line: Int?

    /// A problem from its parts.
    public init(_ reason: Reason, name: String, usedAt: String? = nil, line: Int? = nil) {
        self.reason = reason
        self.name = name
        self.usedAt = usedAt
        self.line = line
    }

    /// The problem as a diagnostic about the list.
    ///
    /// `lists/customers.csv:118: no value for 'first_name', used at templates/newsletter/body.html:4; fill it in or add …`
    public func diagnostic(file: String?) -> Diagnostic {
        Diagnostic(.error, rule: rule, file: file, line: line, message: message + (usedAt.map { ", used at \($0)" } ?? ""), hint: hint)
    }

    private var rule: String {
        switch reason {
        case .noValue: "value.missing"
        case .noDate: "value.date"
        case .noNumber: "value.number"
        case .attachment: "value.attachment"
        case .header: "value.header"
        case .scheme: "value.scheme"
        case .emptySubject: "subject.empty"
        case .tooLarge: "size.message"
        case .body: "body.invalid"
        case .address: "address.syntax"
        }
    }

    private var message: String {
        switch reason {
        case .noValue: "no value for '\(name)'"
        case .noDate(let value): "'\(name)' is no date: \(value.debugDescription)"
        case .noNumber(let value): "'\(name)' is no number: \(value.debugDescription)"
        case .attachment(let path, let reason): "'\(name)' names \(path.debugDescription), which cannot be attached: \(reason)"
        case .header(let problem): "'\(name)' cannot stand in a header: \(problem)"
        case .scheme(let scheme): "'\(name)' begins a link with '\(scheme)', which no message may link to"
        case .emptySubject: "the subject is empty"
        case .tooLarge(let size): "the message has \(size) octets"
        case .body(let problem): "the message cannot be put together: \(problem)"
        case .address(let problem): "'\(name)' is no address: \(problem)"
        }
    }

    private var hint: String? {
        switch reason {
        case .noValue: "fill it in, give it a default in [defaults], or write {{optional(\(name))}}"
        case .noDate: "write year, month and day, as 2026-11-24"
        case .noNumber: "write digits with a point before the decimals, as 12345.60"
        case .header: "take the control character out of the row"
        case .scheme: "use a link that begins with https://"
        case .emptySubject: "give the values of the subject defaults"
        case .tooLarge: "link to large files instead of attaching them"
        case .address, .attachment, .body: nil
        }
    }
}

extension ComposeProblem: CustomStringConvertible {
    /// One sentence: what, where and the fix.
    public var description: String { diagnostic(file: line == nil ? nil : "line").description }
}
