import Mustache

/// A section that stands by itself, compiled by swift-mustache.
struct SectionBlock: Sendable {
    var template: MustacheTemplate
    var uses: [ValueUse]
    var texts: [String]
}

/// A template ready to be run for every message: static text, values, sections.
///
/// Text and values outside sections are copied; what has logic is rendered by swift-mustache.
struct TemplateProgram: Sendable {
    enum Step: Sendable {
        /// Octets of `text`.
        case text(Range<Int>)
        case value(ValueUse)
        /// The message's handle: 26 letters and digits that need no escape.
        case handle
        case section(SectionBlock)
    }

    private(set) var text: [UInt8] = []
    private(set) var steps: [Step] = []

    /// Whether every message gets the same.
    var isConstant: Bool { steps.allSatisfy { if case .text = $0 { true } else { false } } }

    /// Appends the text of one message.
    func render(_ record: MergeRecord, into out: inout [UInt8]) throws(ComposeProblem) {
        for step in steps {
            switch step {
            case .text(let range): text.withUnsafeBufferPointer { out.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
            case .value(let use): try use.append(record, to: &out)
            case .handle: out.append(contentsOf: record.handle.utf8)
            case .section(let block):
                let context = SectionContext(block: block, record: record)
                out.append(contentsOf: block.template.render(context).utf8)
                if let problem = context.problem { throw problem }
            }
        }
    }

    /// The text of one message, as a string.
    func string(_ record: MergeRecord) throws(ComposeProblem) -> String {
        var bytes: [UInt8] = []
        try render(record, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Building

    mutating func append(text added: some Collection<UInt8>) {
        guard !added.isEmpty else { return }
        let start = text.count
        text.append(contentsOf: added)
        if case .text(let range)? = steps.last {
            steps[steps.count - 1] = .text(range.lowerBound..<text.count)
        } else {
            steps.append(.text(start..<text.count))
        }
    }

    mutating func append(_ step: Step) {
        steps.append(step)
    }
}
