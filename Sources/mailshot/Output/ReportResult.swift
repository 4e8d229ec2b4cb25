import Reports

/// A report as a command's result.
struct ReportResult<Value: Report>: CommandResult {
    var report: Value

    func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }

    func text(_ style: TextStyle) -> String {
        report.text(on: Page(width: style.width, isTerminal: style.isTerminal, hasColour: style.colour))
    }

    var table: ResultTable? {
        let rows = report.rows
        return ResultTable(columns: rows.columns, numbers: rows.numbers, rows: rows.rows)
    }
}

extension GlobalOptions {
    /// Prints a report on standard output in the format asked for.
    func show(_ report: some Report) throws { try show(ReportResult(report: report)) }
}
