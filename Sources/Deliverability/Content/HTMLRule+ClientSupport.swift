import Campaigns

/// A feature of HTML or CSS that widely used mail programs do not have.
struct ClientFeature: Sendable {
    /// Where it shows.
    enum Trace: Hashable, Sendable {
        case element(String)
        /// A property, wherever it is set, or a property with one of these values.
        case declaration(String, values: [String])
    }

    var trace: Trace
    /// Programs that do not have it, the most used first.
    var missingIn: String
    /// What works instead.
    var instead: String
    /// Page of the support table, read 2026-11-25.
    var source: String
}

extension ClientFeature {
    /// A small table of our own making; the facts are those of the caniemail project's tests of each feature.
    static let all: [ClientFeature] = [
        ClientFeature(
            trace: .declaration("display", values: ["flex", "inline-flex"]), missingIn: "Outlook for Windows",
            instead: "use a table for what must stand side by side", source: "https://www.caniemail.com/features/css-display-flex"),
        ClientFeature(
            trace: .declaration("display", values: ["grid", "inline-grid"]), missingIn: "Outlook for Windows, Gmail",
            instead: "use a table", source: "https://www.caniemail.com/features/css-display-grid"),
        ClientFeature(
            trace: .declaration("position", values: ["absolute", "fixed", "sticky"]), missingIn: "Gmail, Outlook, Yahoo",
            instead: "use a table, or padding", source: "https://www.caniemail.com/features/css-position"),
        ClientFeature(
            trace: .declaration("background-image", values: []), missingIn: "Outlook for Windows",
            instead: "set a background colour that text can be read on as well",
            source: "https://www.caniemail.com/features/css-background-image"),
        ClientFeature(
            trace: .declaration("float", values: ["left", "right"]), missingIn: "Outlook for Windows",
            instead: "use align, or a table", source: "https://www.caniemail.com/features/css-float"),
        ClientFeature(
            trace: .declaration("animation", values: []), missingIn: "Gmail, Outlook, Yahoo", instead: "use an animated image, or none",
            source: "https://www.caniemail.com/features/css-animation"),
        ClientFeature(
            trace: .declaration("box-shadow", values: []), missingIn: "Gmail, Outlook for Windows, Yahoo", instead: "use a border",
            source: "https://www.caniemail.com/features/css-box-shadow"),
        ClientFeature(
            trace: .declaration("transform", values: []), missingIn: "Gmail, Outlook, Yahoo", instead: "make it an image",
            source: "https://www.caniemail.com/features/css-transform"),
        ClientFeature(
            trace: .element("video"), missingIn: "Gmail, Outlook, Yahoo", instead: "show an image that links to the film",
            source: "https://www.caniemail.com/features/html-video"),
        ClientFeature(
            trace: .element("audio"), missingIn: "Gmail, Outlook, Yahoo", instead: "link to it",
            source: "https://www.caniemail.com/features/html-audio"),
        ClientFeature(
            trace: .element("svg"), missingIn: "Gmail, Outlook", instead: "use a PNG", source: "https://www.caniemail.com/features/html-svg"
        ),
    ]
}

extension HTMLRule {
    /// What some readers will not see as it is meant.
    static let clientSupport: [HTMLRule] = [
        HTMLRule(
            rule: Rule(
                "client.support", .hint, "HTML or CSS that widely used mail programs do not have",
                why: "It is left out or taken for nothing there; make sure that the message can be read without it.",
                source: "https://www.caniemail.com, read 2026-11-25")
        ) { source in
            var found: [Finding] = []
            var said: Set<String> = []
            for feature in ClientFeature.all {
                // Of each feature the first place: a newsletter says the same thing a hundred times.
                guard let offset = feature.firstOffset(in: source), said.insert(feature.name).inserted else { continue }
                found.append(Finding(offset, "\(feature.name) does not work in \(feature.missingIn)", hint: feature.instead))
            }
            return found
        }
    ]
}

extension ClientFeature {
    /// As a person would write it.
    var name: String {
        switch trace {
        case .element(let name): "<\(name)>"
        case .declaration(let property, let values): property + (values.first.map { ": \($0)" } ?? "")
        }
    }

    /// Where it stands first: as an element, in a style attribute, in a style sheet outside of conditional comments.
    func firstOffset(in source: HTMLSource) -> Int? {
        for part in source.parts {
            switch (part, trace) {
            case (.start(let element), .element(let name)) where element.name == name: return element.offset
            case (.start(let element), .declaration(let property, let values)):
                guard let style = element.attributes.first(where: { $0.name == "style" }),
                    let offset = CSSDeclarations.offset(of: property, values: values, in: style.value)
                else { continue }
                return style.offset + offset
            case (.raw(let text, "style", let start), .declaration(let property, let values)):
                if let offset = CSSDeclarations.offset(of: property, values: values, in: text) { return start + offset }
            default: continue
            }
        }
        return nil
    }
}

/// Declarations of a style attribute or a style sheet, as far as looking for one needs it.
enum CSSDeclarations {
    /// Where a property is set (to one of these values, where there are any), in octets.
    static func offset(of property: String, values: [String], in text: String) -> Int? {
        let bytes = Array(text.utf8).map(\.lowered)
        let name = Array(property.utf8)
        var index = 0
        while index + name.count < bytes.count {
            defer { index += 1 }
            guard bytes[index] == name[0], bytes[index..<index + name.count].elementsEqual(name),
                index == 0 || !isNameByte(bytes[index - 1])
            else { continue }
            var after = index + name.count
            while after < bytes.count, isBlank(bytes[after]) { after += 1 }
            guard after < bytes.count, bytes[after] == UInt8(ascii: ":") else { continue }
            after += 1
            while after < bytes.count, isBlank(bytes[after]) { after += 1 }
            let end = bytes[after...].firstIndex { [UInt8(ascii: ";"), UInt8(ascii: "}"), UInt8(ascii: "!")].contains($0) } ?? bytes.count
            let value = String(decoding: bytes[after..<end], as: UTF8.self).trimmed
            guard values.isEmpty ? value != "none" && !value.isEmpty : values.contains(value) else { continue }
            return index
        }
        return nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }
}
