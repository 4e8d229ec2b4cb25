import ArgumentParser
import Campaigns
import Foundation
import MailFormat

/// A clean copy of a list.
struct RecipientsClean: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Write the good rows of a list, once each, as clean UTF-8 CSV",
        discussion: """
            The columns keep their order; addresses are written as they will be mailed. What is left out goes to --rejects, each row behind
            its line, rule and reason.

              mailshot recipients clean customers.csv -o lists/customers.csv --rejects lists/rejects.csv
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: ListOptions
    @Argument(help: "The list.") var file: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The clean copy; - is standard output.", valueName: "file")) var output: String
    @Option(help: ArgumentHelp("File that gets the rows that were left out, as CSV.", valueName: "file")) var rejects: String?
    @Flag(help: "Replace the output where it exists.") var force = false

    func run() throws {
        if output != "-", FileManager.default.fileExists(atPath: output) {
            guard !NewFile.same(output, file) else {
                throw Failure(.cannotCreate, "\(output): this is the list itself; write the copy to another file")
            }
            guard force else { throw Failure(.cannotCreate, "\(output): exists already; say --force to replace it") }
        }
        var reader = try list.reader(of: file)
        var audit = RecipientsAudit(of: reader, file: file)
        let copy = try CSVFile(path: output)
        let log = try RejectLog(path: rejects, besides: [file, output], shown: 0)
        try copy.write(reader.columns)
        while let row = try reader.next() {
            let diagnostic = audit.record(row)
            switch (row, diagnostic) {
            case (.good(_, let address, var fields), nil):
                fields[reader.addressColumn] = address.description
                try copy.write(fields)
            case (.good(_, _, let fields), let diagnostic?): try log.note(diagnostic, fields)
            case (.bad(_, let original), let diagnostic?): try log.note(diagnostic, original)
            default: break
            }
        }
        try copy.close()
        try log.close()
        let summary = audit.summary
        if !options.quiet {
            StandardError.line(
                "\(output): \(NumberText.grouped(summary.good)) good rows; left out: \(NumberText.grouped(summary.duplicates)) duplicates, "
                    + "\(NumberText.grouped(summary.bad)) not usable")
        }
    }
}

/// A CSV file that is being written, in large pieces.
final class CSVFile {
    private let handle: FileHandle?
    private var buffer: [UInt8] = []
    private let writer = CSVWriter()

    /// Makes the file; `-` is standard output.
    init(path: String) throws {
        guard path != "-" else {
            handle = nil
            return
        }
        handle = try NewFile.make(path)
    }

    func write(_ fields: [String]) throws {
        writer.append(fields, to: &buffer)
        if buffer.count >= 1 << 18 { try flush() }
    }

    func close() throws {
        try flush()
        try handle?.close()
    }

    private func flush() throws {
        if let handle {
            do { try handle.write(contentsOf: Data(buffer)) } catch { throw Failure(.inputOutput, "the copy cannot be written (\(error))") }
        } else {
            StandardOutput.write(String(decoding: buffer, as: UTF8.self))
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
