/// What is asked: a name and a type, in class IN.
public struct DNSQuestion: Hashable, Sendable {
    /// Whom about.
    public var name: DNSName
    /// Which records.
    public var type: RecordType

    /// A question from its parts.
    public init(_ name: DNSName, _ type: RecordType) {
        self.name = name
        self.type = type
    }
}

/// How a server ends an answer (RFC 1035 §4.1.1).
public struct ResponseCode: Hashable, Sendable {
    /// 0…15
    public var number: UInt8

    /// A code by its number.
    public init(number: UInt8) {
        self.number = number & 0x0F
    }

    /// No error; there may still be no record of the type.
    public static let noError = ResponseCode(number: 0)
    /// The server could not find out.
    public static let serverFailure = ResponseCode(number: 2)
    /// The name does not exist (NXDOMAIN).
    public static let nameError = ResponseCode(number: 3)
    /// The server does not want to answer us.
    public static let refused = ResponseCode(number: 5)
}

/// A message of the DNS, question or answer.
///
/// SeeAlso: RFC 1035 §4.1
public struct DNSMessage: Hashable, Sendable {
    /// Chosen by who asks, repeated by who answers.
    public var id: UInt16
    /// Whether it is an answer.
    public var isResponse: Bool
    /// Whether something was left out because it did not fit: ask again over TCP.
    public var isTruncated = false
    /// How the server ended it.
    public var code = ResponseCode.noError
    /// What was asked; one question in practice.
    public var questions: [DNSQuestion]
    /// Records that answer.
    public var answers: [ResourceRecord] = []
    /// Records of who is responsible; an SOA says how long a "no" holds.
    public var authorities: [ResourceRecord] = []
    /// Records that may help.
    public var additionals: [ResourceRecord] = []

    /// A question, or an answer to one that is still to be filled.
    public init(id: UInt16, isResponse: Bool = false, question: DNSQuestion) {
        self.id = id
        self.isResponse = isResponse
        questions = [question]
    }

    /// Whether this answers what was asked under a number (RFC 5452 §9.1 asks for all of it).
    func answers(_ question: DNSQuestion, id: UInt16) -> Bool {
        isResponse && self.id == id && questions == [question]
    }

    /// The records of the question's type, behind the aliases in the answer.
    ///
    /// ## Limits
    /// Follows at most 8 aliases, and only those in this message: a resolver sends the whole chain.
    public func records(for question: DNSQuestion) -> [ResourceRecord] {
        var name = question.name
        for _ in 0...8 {
            let found = answers.filter { $0.name == name && $0.data.type == question.type }
            if !found.isEmpty { return found }
            guard case .cname(let target)? = answers.first(where: { $0.name == name && $0.data.type == .cname })?.data else { return [] }
            name = target
        }
        return []
    }
}
