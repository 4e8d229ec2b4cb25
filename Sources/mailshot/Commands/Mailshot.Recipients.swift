import ArgumentParser
import Campaigns
import Foundation

extension Mailshot {
    /// Looks after lists of recipients.
    struct Recipients: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is wrong with a list, show its good rows, write a clean copy; make a list from the ledger",
            discussion: """
                A list is a CSV file; - is standard input. Delimiter, encoding and the address column are found out, or given.

                  mailshot recipients check lists/customers.csv
                  mailshot recipients show lists/customers.csv --format ndjson
                  mailshot recipients clean lists/customers.csv -o lists/clean.csv --rejects lists/rejects.csv
                  mailshot recipients export --clicked autumn -o lists/warm.csv
                """,
            subcommands: [RecipientsCheck.self, RecipientsShow.self, RecipientsClean.self, RecipientsExport.self])
    }
}

/// How a list is read, where the file does not say it itself.
struct ListOptions: ParsableArguments {
    @Option(help: "What stands between fields: , ; tab or |.") var delimiter: String?
    @Option(help: "utf-8, utf-16le, utf-16be or windows-1252.") var encoding: String?
    @Option(help: ArgumentHelp("Name or number of the address column.", valueName: "name")) var column: String?
    @Flag(inversion: .prefixedNo, help: "Whether the first row names the columns.") var header: Bool?

    func reader(of file: String) throws -> RecipientReader {
        var given = CSVDialect.Given()
        if let delimiter {
            guard let known = CSVDialect.Delimiter(delimiter) else {
                throw Failure(.usage, "--delimiter \(delimiter): write one character, or tab")
            }
            given.delimiter = known
        }
        if let encoding {
            guard let known = TextEncoding(name: encoding) else {
                throw Failure(.usage, "--encoding \(encoding): utf-8, utf-16le, utf-16be and windows-1252 are known")
            }
            given.encoding = known
        }
        let options = RecipientReader.Options(dialect: given, hasHeader: header, addressColumn: column)
        return try RecipientReader(source: try FileSource(path: file), file: file == "-" ? "standard input" : file, options: options)
    }
}
