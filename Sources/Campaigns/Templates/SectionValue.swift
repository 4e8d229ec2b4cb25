import Mustache

/// What swift-mustache sees of a message while it renders a section.
///
/// The template it gets is made of short names only: `tN` is use n of a value, `sN` is static text n. Names, transforms and escapes are
/// settled before, so a section costs what its tags cost and text is never scanned again.
final class SectionContext: MustacheParent {
    let block: SectionBlock
    let record: MergeRecord
    /// The first thing that is wrong with the row.
    var problem: ComposeProblem?

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

    private func text(of use: ValueUse) -> RenderedText {
        var bytes: [UInt8] = []
        do {
            try use.append(record, to: &bytes)
        } catch {
            if problem == nil { problem = error }
        }
        return RenderedText(renderText: String(decoding: bytes, as: UTF8.self))
    }

    /// A section's condition: a test or `empty(…)` is true or false, anything else is a value that may be looked at inside.
    private func condition(of use: ValueUse) -> Any {
        var lenient = use
        lenient.transforms.append(.optional)
        let value = (try? lenient.value(in: record)) ?? ""
        if use.test != nil || use.transforms.first == .empty { return !value.isEmpty }
        return SectionValue(value: value)
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

    var renderText: String { value }

    /// Empty, `false` and `0` keep the section out.
    var isNull: Bool { value.isEmpty || value == "0" || value.lowercased() == "false" }

    func child(named name: String) -> Any? {
        name == "is" ? ValueTest(value: MergeFields.normalised(value)) : nil
    }

    func transform(_ name: String) -> Any? {
        switch name {
        case "empty": value.isEmpty
        case "as_header": isFitForHeader ? self : nil
        case "as_html": SectionValue(value: escaped(.html))
        case "as_url": SectionValue(value: escaped(.url(.component)))
        default: ValueTransform(rawValue: name).map { SectionValue(value: $0.apply(to: value)) }
        }
    }

    private var isFitForHeader: Bool { !value.utf8.contains { ControlCharacter.isRefused($0) } }

    private func escaped(_ escaping: Escaping) -> String {
        var bytes: [UInt8] = []
        escaping.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// `is` of a value: every word is a child that is true or false.
struct ValueTest: MustacheParent {
    let value: String

    func child(named word: String) -> Any? { value == MergeFields.normalised(word) }
}
