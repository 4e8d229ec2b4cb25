import Foundation

/// The facts of a visit as an event keeps them.
enum VisitText {
    private struct Kept: Encodable {
        var verdict: String
        var reasons: [String]
        var agent: String?
        var purpose: String?
        var seconds: Double?
        var links: Int?
        var head: Bool?
        var datacentre: Bool?
    }

    /// A JSON object: the verdict, its reasons, and what it was judged by. No address of the visitor.
    static func facts(_ facts: VisitFacts, _ verdict: Verdict) -> String? {
        let kept = Kept(
            verdict: verdict.actor.rawValue, reasons: verdict.reasons, agent: facts.agent.isEmpty ? nil : facts.agent,
            purpose: facts.purpose.isEmpty ? nil : facts.purpose,
            seconds: facts.sinceAcceptance.map { (($0 / .seconds(1)) * 10).rounded() / 10 },
            links: facts.linksAtOnce > 1 ? facts.linksAtOnce : nil, head: facts.askedHeadBefore ? true : nil,
            datacentre: facts.isFromDatacentre ? true : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(kept)).map { String(decoding: $0, as: UTF8.self) }
    }
}
