public import Campaigns
public import Ledger

/// Brings a list into the ledger: reading and checking rows goes on while the batch before is written.
///
/// A bad row is reported and left out; it never stops the import. Memory holds two batches, whatever the list's length.
public struct AudienceImport {
    /// What became of the rows of a list.
    public struct Summary: Hashable, Sendable {
        /// Rows read, the good and the bad.
        public var rows = 0
        /// Rows that are no recipient.
        public var rejected = 0
        /// Rows whose address stood on an earlier line.
        public var duplicates = 0
        /// Rows the selection left out.
        public var excluded = 0
        /// Rows that will be mailed.
        public var queued = 0
        /// Rows that will not, because the address is suppressed.
        public var suppressed = 0

        /// Nothing yet.
        public init() {}
    }

    /// Rows written in one transaction.
    static let batch = 8192

    private let reader: RecipientReader
    private let file: String
    private let onProblem: @Sendable (Diagnostic, [String]?) throws -> Void

    /// - Parameters:
    ///   - file: the list as the user knows it, for diagnostics.
    ///   - onProblem: gets every diagnostic in the file's order, and the original row where the row is left out.
    public init(
        reader: RecipientReader, file: String, onProblem: @escaping @Sendable (Diagnostic, [String]?) throws -> Void
    ) {
        self.reader = reader
        self.file = file
        self.onProblem = onProblem
    }

    /// Reads the whole list into an open enqueue and seals it.
    ///
    /// - Parameter progress: told the number of rows read, once a batch.
    public func run(into enqueue: Enqueue, progress: @Sendable (Int) -> Void = { _ in }) async throws -> Summary {
        var reader = reader
        var summary = Summary()
        var batch = try next(from: &reader, counting: &summary)
        while !batch.isEmpty {
            let rows = batch
            async let written = enqueue.add(rows)
            let following = try next(from: &reader, counting: &summary)
            summary.excluded += try await written.excluded
            progress(summary.rows)
            batch = following
        }
        let counts = try enqueue.seal { duplicate in
            summary.duplicates += 1
            try onProblem(
                Diagnostic(
                    .warning, rule: RecipientRule.duplicate.rawValue, file: file, line: duplicate.line,
                    message: "\(duplicate.email) stood on line \(duplicate.firstLine) already; it is mailed once"), nil)
        }
        summary.queued = counts[.queued]
        summary.suppressed = counts[.suppressed]
        return summary
    }

    private func next(from reader: inout RecipientReader, counting summary: inout Summary) throws -> [NewMessage] {
        var rows: [NewMessage] = []
        rows.reserveCapacity(Self.batch)
        while rows.count < Self.batch, let row = try reader.next() {
            switch row {
            case .good(let line, let address, let fields):
                summary.rows += 1
                rows.append(NewMessage(line: line, email: address, fields: fields))
            case .bad(let diagnostic, let original):
                summary.rows += 1
                summary.rejected += 1
                try onProblem(diagnostic, original)
            case .note(let diagnostic):
                try onProblem(diagnostic, nil)
            }
        }
        return rows
    }
}
