import Mustache

/// What swift-mustache sees of a message while it renders a section.
///
/// The template it gets is made of short names only: `tN` is use n of a value, `sN` is static text n. Names, transforms and escapes are
/// settled before, so a section costs what its tags cost and text is never scanned again.
final class SectionContext: MustacheParent {
    let block: SectionBlock
    let record: MergeRecord
    /// The first thing that is wrong with the row.
    private(set) var problem: ComposeProblem?

    init(block: SectionBlock, record: MergeRecord) {
        self.block = block
        self.record = record
    }

    func child(named name: String) -> Any? {
        if name == "handle" { return RenderedText(renderText: record.handle) }
        guard let kind = name.utf8.first, let index = Int(name.dropFirst()) else { return nil }
        switch kind {
        case UInt8(ascii: "s"): return RenderedText(renderText: block.texts[index])
        case UInt8(ascii: "t"): return text(of: block.uses[index])
        case UInt8(ascii: "v"): return condition(of: block.uses[index])
        default: return nil
        }
    }

    func note(_ found: ComposeProblem) {
        if problem == nil { problem = found }
    }

    private func text(of use: ValueUse) -> RenderedText {
        var bytes: [UInt8] = []
        do {
            try use.append(record, to: &bytes)
        } catch {
            note(error)
        }
        return RenderedText(renderText: String(decoding: bytes, as: UTF8.self))
    }

    /// A section's condition: a test or `empty(…)` is true or false, anything else is a value that may be looked at inside.
    private func condition(of use: ValueUse) -> Any {
        use.isTruth ? use.holds(in: record) : SectionValue(value: use.condition(in: record), use: use, context: self)
    }
}

/// Text that is ready.
struct RenderedText: MustacheCustomRenderable {
    let renderText: String
    var isNull: Bool { false }
}

/// A value that opens a section: `{{.}}`, `{{uppercased(.)}}` and `{{is.pro}}` mean it inside.
struct SectionValue: MustacheCustomRenderable, MustacheParent, MustacheTransformable {
    let value: String
    /// What opened the section.
    let use: ValueUse
    let context: SectionContext

    var renderText: String { value }

    var isNull: Bool { !ValueUse.isTrue(value) }

    func child(named name: String) -> Any? {
        name == "is" ? ValueTest(value: MergeFields.normalised(value)) : nil
    }

    func transform(_ name: String) -> Any? {
        if name == ValueTransform.empty.rawValue { return value.isEmpty }
        if let transform = ValueTransform(rawValue: name) {
            if let transformed = transform.apply(to: value, conventions: use.conventions) { return with(transformed) }
            context.note(
                ComposeProblem(transform == .number ? .noNumber(value) : .noDate(value), name: use.name, usedAt: use.place.description))
            return with("")
        }
        return Escaping.byTransform[name].map { with(escaped($0)) }
    }

    private func with(_ value: String) -> SectionValue { SectionValue(value: value, use: use, context: context) }

    private func escaped(_ escaping: Escaping) -> String {
        var bytes: [UInt8] = []
        do {
            try use.check(value, escaping: escaping)
            escaping.append(value, to: &bytes)
        } catch {
            context.note(error)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Escaping {
    /// Names under which a section's own value is made harmless; no template can write them, because none is a `ValueTransform`.
    static let byTransform: [String: Escaping] = [
        "as_header": .header, "as_calendar": .calendar, "as_html": .html, "as_url": .url(.whole), "as_url_path": .url(.path),
        "as_url_part": .url(.component),
        "as_href": .htmlURL(.whole), "as_href_path": .htmlURL(.path), "as_href_part": .htmlURL(.component),
    ]

    /// The name for this one; nil where nothing is to be done.
    var transformName: String? { Self.byTransform.first { $0.value == self }?.key }
}

/// `is` of a value: every word is a child that is true or false.
struct ValueTest: MustacheParent {
    let value: String

    func child(named word: String) -> Any? { value == MergeFields.normalised(word) }
}
