@testable import Deliverability

/// A name server in memory: `"example.com TXT": ["v=spf1 -all"]`.
struct Zone: DNSAnswering {
    var records: [String: [String]]
    /// Names that no server answers for.
    var silent: Set<String> = []

    func answer(to question: DNSQuestion) async throws(DNSFailure) -> DNSMessage {
        let name = question.name.description
        if silent.contains(name) { throw .timedOut }
        var message = DNSMessage(id: 0, isResponse: true, question: question)
        let types: [(String, RecordType)] = [("A", .a), ("AAAA", .aaaa), ("MX", .mx), ("TXT", .txt), ("PTR", .ptr)]
        guard let type = types.first(where: { $0.1 == question.type })?.0 else { return message }
        for value in records["\(name) \(type)"] ?? [] {
            if let data = data(type, value) { message.answers.append(ResourceRecord(name: question.name, ttl: 60, data: data)) }
        }
        if !records.keys.contains(where: { $0.hasPrefix(name + " ") }) { message.code = .nameError }
        return message
    }

    private func data(_ type: String, _ value: String) -> RecordData? {
        switch type {
        case "A": NetworkAddress(value).map { .a($0.octets) }
        case "AAAA": NetworkAddress(value).map { .aaaa($0.octets) }
        case "MX": DNSName(value).map { .mx(preference: 10, exchange: $0) }
        case "PTR": DNSName(value).map { .ptr($0) }
        default: .txt([Array(value.utf8)])
        }
    }
}
