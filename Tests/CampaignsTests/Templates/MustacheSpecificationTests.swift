import Foundation
import Testing

@testable import Campaigns

/// The cases of the Mustache specification whose data is a flat row, as a list of recipients is.
@Suite(.enabled(if: corporaFolder != nil, "needs MAILSHOT_CORPORA"))
struct MustacheSpecificationTests {
    private struct Suite: Decodable {
        var tests: [Case]
    }

    private struct Case: Decodable {
        var name: String
        var data: Row?
        var template: String
        var expected: String
        var partials: [String: String]?

        enum CodingKeys: CodingKey { case name, data, template, expected, partials }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            template = try values.decode(String.self, forKey: .template)
            expected = try values.decode(String.self, forKey: .expected)
            partials = try values.decodeIfPresent([String: String].self, forKey: .partials)
            data = try? values.decode(Row.self, forKey: .data)
        }
    }

    /// Values as a list has them: text, `true` or empty.
    private struct Row: Decodable {
        var values: [String: String]

        init(from decoder: any Decoder) throws {
            values = try decoder.singleValueContainer().decode([String: Cell].self).mapValues(\.text)
        }
    }

    private struct Cell: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                text = ""
            } else if let truth = try? value.decode(Bool.self) {
                text = truth ? "true" : ""
            } else if let number = try? value.decode(Double.self) {
                text = number == number.rounded() ? String(Int(number)) : String(number)
            } else {
                text = try value.decode(String.self)
            }
        }
    }

    private static let blanks = "blocks of a layout keep the blanks and line ends they are written with"

    /// Cases where mailshot differs on purpose, and why.
    private static let different: [String: String] = [
        "Basic Context Miss Interpolation": "an unknown name is an error",
        "Triple Mustache Context Miss Interpolation": "an unknown name is an error",
        "Ampersand Context Miss Interpolation": "an unknown name is an error",
        "Context Misses": "an unknown name is an error",
        "Failed Lookup": "an unknown partial is an error",
        "Basic Null Interpolation": "an empty value is an error",
        "Triple Mustache Null Interpolation": "an empty value is an error",
        "Ampersand Null Interpolation": "an empty value is an error",
        "Recursion": "a partial that includes itself is an error",
        "Text inside parent": "text that would be lost is an error",
        "Inherit": blanks, "Override parent with newlines": blanks, "Standalone parent": blanks, "Standalone block": blanks,
        "Block reindentation": blanks, "Intrinsic indentation": blanks, "Nested block reindentation": blanks,
        "Negative Sections": "an unknown name is an error",
        "Dotted Names are never single keys": "a column may have a dot in its name",
        "Standalone Line Endings": "line breaks become LF, and CRLF when the message is written",
    ]

    @Test(arguments: ["interpolation", "sections", "inverted", "comments", "delimiters", "partials", "~inheritance"])
    func `flat cases give what the specification says`(name: String) throws {
        let folder = try #require(corporaFolder)
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/template/mustache-spec/\(name).json"))
        let cases = try JSONDecoder().decode(Suite.self, from: data).tests
        var seen = 0
        for test in cases {
            guard let row = test.data?.values, Self.different[test.name] == nil else { continue }
            seen += 1
            let flat = try Fixture.flat(test.template, partials: test.partials ?? [:])
            let columns = row.keys.sorted()
            var compiler = TemplateCompiler(fields: try Fixture.fields(columns), links: try Fixture.links())
            let program = try compiler.compile(flat, escapings: Array(repeating: .html, count: flat.tags.count))
            #expect(try program.string(try Fixture.record(columns.map { row[$0] ?? "" })) == test.expected, "\(test.name)")
        }
        #expect(seen > 4)
    }
}
