import Mustache
import Testing

@testable import Campaigns

/// Sections are jumps here and subtrees in swift-mustache; what comes out must be the same.
struct SectionEquivalenceTests {
    private static let names = ["a", "b", "c"]

    /// A random template, once with `optional(…)` around every value and once without.
    private static func template(_ random: inout LinearRandom, depth: Int = 0) -> (ours: String, theirs: String) {
        var ours = "", theirs = ""
        for _ in 0..<Int(random.next() % 4) {
            let name = names[Int(random.next() % 3)]
            switch random.next() % 5 {
            case 0, 1:
                let text = ["x", "\n", " y\n", "  ", "<z>"][Int(random.next() % 5)]
                ours += text
                theirs += text
            case 2:
                ours += "{{optional(\(name))}}"
                theirs += "{{\(name)}}"
            default:
                guard depth < 4 else { continue }
                let inner = template(&random, depth: depth + 1)
                let sigil = random.next() % 2 == 0 ? "#" : "^"
                ours += "{{\(sigil)\(name)}}\(inner.ours){{/\(name)}}"
                theirs += "{{\(sigil)\(name)}}\(inner.theirs){{/\(name)}}"
            }
        }
        return (ours, theirs)
    }

    @Test func `random sections render as swift-mustache renders them`() throws {
        var random = LinearRandom(seed: 42)
        var different = 0
        for _ in 0..<400 {
            let (ours, theirs) = Self.template(&random)
            // swift-mustache loses blanks at the very end of a template, so there are none.
            let library = try MustacheTemplate(string: theirs + ".")
            for bits in 0..<8 {
                let values = (0..<3).map { bits >> $0 & 1 == 1 ? "v\($0)&" : "" }
                let present = zip(Self.names, values).filter { !$0.1.isEmpty }
                let expected = library.render(Dictionary(uniqueKeysWithValues: present.map { ($0.0, $0.1) }))
                let found = try Fixture.render(ours + ".", ["a": values[0], "b": values[1], "c": values[2]])
                #expect(found == expected, "\(ours.debugDescription) with \(values)")
                if expected != "." { different += 1 }
            }
        }
        #expect(different > 1000)
    }

    /// The same section as a jump, and rendered by swift-mustache because a tag in it looks at the section's own value.
    @Test(arguments: ["pro", "", "0", "false", "FALSE", "no", "Gold Plus", "<&>"])
    func `jumps and subtrees agree on what is true`(value: String) throws {
        for head in ["plan", "plan.is.pro", "empty(plan)", "trimmed(plan)", "plan.is.gold_plus"] {
            let jump = "{{#\(head)}}+{{optional(plan)}}{{/\(head)}}{{^\(head)}}-{{/\(head)}}"
            let subtree = "{{#name}}\(jump){{#is.x}}{{/is.x}}{{/name}}"
            #expect(try Fixture.render(subtree, ["plan": value, "name": "n"]) == (try Fixture.render(jump, ["plan": value])))
        }
    }

    @Test func `text behind a section does not join text inside it`() throws {
        #expect(try Fixture.render("a{{#x}}b{{/x}}c", ["x": ""]) == "ac")
        #expect(try Fixture.render("{{#x}}b{{/x}}{{#y}}c{{/y}}d", ["x": "", "y": "1"]) == "cd")
        #expect(try Fixture.render("{{#x}}{{#y}}1{{/y}}{{/x}}2{{^x}}3{{/x}}", ["x": "", "y": "1"]) == "23")
        #expect(try Fixture.render("{{#x}}{{/x}}", ["x": "1"]) == "")
    }
}
