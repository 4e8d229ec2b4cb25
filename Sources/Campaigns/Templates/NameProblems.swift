/// What can be wrong with the names a template uses.
enum NameProblems {
    /// `.`, `.is.pro` and `is.pro` mean the value of the section they stand in; swift-mustache knows words of ASCII there.
    static func isRelative(_ name: String) -> Bool {
        guard name == "." || name.hasPrefix("is.") || name.hasPrefix(".is.") else { return false }
        return name.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    static func unknown(_ name: String, at place: SourcePlace, fields: MergeFields) -> Diagnostic {
        let tested = MergeFields.splitTest(name)?.name
        let candidates = fields.columns + MergeFields.builtIns + fields.defaults.keys.sorted()
        let nearest = Spelling.nearest(to: tested ?? name, in: candidates)
        return diagnostic(
            "name.unknown", place, "{{\(name)}} is no column, default or built-in",
            nearest.map { "did you mean \($0)?" } ?? "the columns are: \(fields.columns.joined(separator: ", "))")
    }

    /// A built-in that has no value in this project, used outside a section on it.
    static func unavailable(_ name: String, at place: SourcePlace) -> Diagnostic {
        let needs = needs[name] ?? "it is empty in this project"
        return diagnostic("name.unavailable", place, "{{\(name)}} has no value", "\(needs); or write {{#\(name)}}…{{/\(name)}} around it")
    }

    static func unknownTransform(_ name: String, at place: SourcePlace) -> Diagnostic {
        let names = ValueTransform.allCases.map(\.rawValue)
        let nearest = Spelling.nearest(to: name, in: names)
        return diagnostic(
            "transform.unknown", place, "'\(name)' is no transform",
            nearest.map { "did you mean \($0)?" } ?? "there are: \(names.joined(separator: ", "))")
    }

    /// Built-ins that need something in the project's configuration.
    private static let needs = [
        "sender.postal_address": "set postal_address in [sender] of mailshot.toml",
        "view_url": "set base_url in [tracking] of mailshot.toml: without a web address there is nothing to view",
        "preferences_url": "set base_url in [tracking] of mailshot.toml: without a web address there is no such page",
    ]

    private static func diagnostic(_ rule: String, _ place: SourcePlace, _ message: String, _ hint: String) -> Diagnostic {
        Diagnostic(.error, rule: rule, file: place.file, line: place.line, column: place.column, message: message, hint: hint)
    }
}
