extension CampaignReport {
    /// What a person reads.
    public func text(on page: Page) -> String {
        var lines = [heading(on: page), ""]
        lines += funnelLines(on: page)
        lines += sparklines(on: page)
        if !replies.isEmpty { lines += ["", "  what relays said"] + ReplyFigures.table(replies).lines(on: page) }
        lines += guardWarning(on: page)
        lines.append("")
        lines += page.wrap(
            "More: mailshot report links|domains|relays|bounces|engagement|timeline \(campaign) · what a word means: mailshot report \(campaign) --explain"
        )
        return lines.joined(separator: "\n")
    }

    private func heading(on page: Page) -> String {
        var parts = [page.bold(campaign), state]
        if let startedAt {
            let day = { (text: String) in text.prefix(16).replacing("T", with: " ") }
            parts.append("sent \(day(startedAt))" + (finishedAt.map { "–\(day($0))" } ?? "") + " UTC")
        }
        return parts.joined(separator: " · ") + period.note
    }

    private func funnelLines(on page: Page) -> [String] {
        let whole = stage(.toSend)?.count ?? 0
        let bars = page.isTerminal ? min(32, page.width - 62) : 0
        let always: Set<FunnelStage.Name> = [.toSend, .accepted]
        return funnel.filter { always.contains($0.name) || ($0.name != .planned && ($0.count > 0 || $0.raw ?? 0 > 0)) }.map { stage in
            var line = "  \(stage.name.title.padded(to: 12)) \(Figures.grouped(stage.count).aligned(to: 11))  "
            if bars >= 8 { line += BarText.bar(stage.count, of: whole, width: bars).padded(to: bars) + "  " }
            line += (stage.name == .toSend ? "" : Figures.percent(stage.rate)).aligned(to: 8)
            let note = note(for: stage)
            if note.isEmpty { return line.trimmedEnd() }
            return line + "  " + page.dim(page.clip(note, to: page.width - line.count - 2))
        }
    }

    private func note(for stage: FunnelStage) -> String {
        switch stage.name {
        case .toSend:
            guard !suppressed.isEmpty else { return "" }
            let reasons = suppressed.sorted { $0.key < $1.key }.map { "\(Figures.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
            return "besides \(Figures.grouped(suppressed.values.reduce(0, +))) suppressed: \(reasons)"
        case .accepted: return "of to send; a relay took it"
        case .delivered: return "a report says so; most receivers send none"
        case .bounced:
            return ["hard", "soft", "blocked", "other"].filter { bounces[$0, default: 0] > 0 }
                .map { "\(Figures.grouped(bounces[$0, default: 0])) \($0)" }.joined(separator: " · ")
        case .opened, .clicked:
            return "people, estimated (\(Figures.grouped(stage.raw ?? 0)), \(Figures.percent(stage.rawRate)), with machines)"
        case .complained: return "Gmail asks for less than 0.1 %"
        case .deferred: return "wait for another try"
        case .uncertain: return "taken or not, nobody knows: mailshot status \(campaign) --uncertain"
        case .planned, .unsubscribed, .refused, .queued, .expired, .cancelled, .failed: return ""
        }
    }

    private func sparklines(on page: Page) -> [String] {
        guard page.isTerminal, timeline.steps.count > 1 else { return [] }
        let width = min(timeline.steps.count, page.width - 14)
        let series: [(String, KeyPath<TimelineStep, Int>)] = [("accepted", \.accepted), ("opened", \.opened), ("clicked", \.clicked)]
        let lines = series.filter { line in timeline.steps.contains { $0[keyPath: line.1] > 0 } }.map { name, number in
            "  \(name.padded(to: 10))  \(BarText.sparkline(timeline.steps.map { $0[keyPath: number] }, width: width))"
        }
        return ["", page.dim("  by \(timeline.span.rawValue) since \(timeline.steps[0].start)")] + lines
    }

    private func guardWarning(on page: Page) -> [String] {
        guard let cause = `guard`.cause else { return [] }
        return [""] + page.wrap("The guard is raised: \(cause).")
            + page.wrap("Look before you send more: mailshot report \(campaign) --messages --state refused")
    }

    /// The funnel: a row a stage.
    public var rows: ReportRows {
        ReportRows(
            funnel,
            [
                .text("campaign") { _ in campaign }, .text("stage") { $0.name.rawValue }, .count("count") { $0.count },
                .count("raw") { $0.raw },
                .text("of") { $0.of?.rawValue }, .share("rate") { $0.rate }, .share("raw_rate") { $0.rawRate },
            ])
    }
}
