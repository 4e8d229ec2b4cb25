import Ledger

extension ReplyFigures {
    /// What relays said, the most frequent first: each acceptance, refusal and deferral by the codes of its reply; then why messages failed or
    /// expired.
    static func of(_ campaign: Int64, in ledger: LedgerFile, period: Period) throws -> [ReplyFigures] {
        let counts = try ledger.outcomeCounts(campaign: campaign, since: period.since, until: period.until, by: [.outcome, .reply])
        let words = try ledger.replies(to: counts.map(\.example))
        var lines = counts.map { count in
            ReplyFigures(
                state: count.outcome?.rawValue ?? "", messages: count.count, code: count.code, enhanced: count.enhanced,
                replyClass: ReplyClass(code: count.code, enhanced: count.enhanced).rawValue, example: words[count.example] ?? "")
        }
        if period.isAll {
            for state in [MessageState.failed, .expired] {
                lines += try ledger.reasonCounts(campaign: campaign, state: state).map { reason, count in
                    ReplyFigures(state: state.rawValue, messages: count, replyClass: ReplyClass.none.rawValue, example: reason)
                }
            }
        }
        return lines.sorted { ($1.messages, $0.state, $0.code ?? 0, $0.example) < ($0.messages, $1.state, $1.code ?? 0, $1.example) }
    }
}

extension BounceReasonFigures {
    /// Why messages bounced or were refused, the most frequent first.
    static func of(_ campaign: Int64, in ledger: LedgerFile, period: Period) throws -> [BounceReasonFigures] {
        let counts = try ledger.eventCounts(
            campaign: campaign, kinds: [.bounce, .refusal], since: period.since, until: period.until,
            by: [.kind, .detail, .cause, .machine])
        return counts.filter { $0.machine == false && $0.firstOfClass > 0 }
            .map {
                BounceReasonFigures(
                    kind: $0.kind?.rawValue ?? "", type: $0.detail ?? "", rule: $0.cause ?? "", messages: $0.firstOfClass)
            }
            .sorted { ($1.messages, $0.kind, $0.rule) < ($0.messages, $1.kind, $1.rule) }
    }
}
