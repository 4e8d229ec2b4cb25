import Mustache

/// A section that looks at its own value (`{{.}}`, `{{is.pro}}`), compiled by swift-mustache.
final class SectionBlock: Sendable {
    let template: MustacheTemplate
    let uses: [ValueUse]
    let texts: [String]

    init(template: MustacheTemplate, uses: [ValueUse], texts: [String]) {
        self.template = template
        self.uses = uses
        self.texts = texts
    }
}

/// A template ready to be run for every message: static text, values, sections.
///
/// Text and values are copied, and a section whose tags all name fields is a jump over them. Sections that look at their own value are
/// rendered by swift-mustache, which costs about as much for four of them as all the rest of a message.
struct TemplateProgram: Sendable {
    enum Step: Sendable {
        /// Octets of `text`.
        case text(Range<Int>)
        case value(ValueUse)
        /// The message's handle: 26 letters and digits that need no escape.
        case handle
        /// Goes on at a step unless the value holds (or, for an inverted section, if it does).
        case skip(to: Int, unless: ValueUse, isInverted: Bool)
        case section(SectionBlock)
    }

    private(set) var text: [UInt8] = []
    private(set) var steps: [Step] = []
    /// Whether text may join the step before it: not where a jump ends.
    private var joins = true

    /// Whether every message gets the same.
    var isConstant: Bool { steps.allSatisfy { if case .text = $0 { true } else { false } } }

    /// Appends the text of one message.
    func render(_ record: MergeRecord, into out: inout [UInt8]) throws(ComposeProblem) {
        try run(record, into: &out, withText: true)
    }

    /// Appends the values of one message and leaves the text away: for a look at whether they are all there.
    func renderValues(_ record: MergeRecord, into out: inout [UInt8]) throws(ComposeProblem) {
        try run(record, into: &out, withText: false)
    }

    private func run(_ record: MergeRecord, into out: inout [UInt8], withText: Bool) throws(ComposeProblem) {
        var index = 0
        while index < steps.count {
            defer { index += 1 }
            switch steps[index] {
            case .text(let range):
                guard withText else { continue }
                text.withUnsafeBufferPointer { out.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
            case .value(let use):
                try use.append(record, to: &out)
                // A large value in many places must not fill the memory first.
                guard out.count <= Composer.largestMessage else { throw ComposeProblem(.tooLarge(out.count), name: use.name) }
            case .handle: out.append(contentsOf: record.handle.utf8)
            case .skip(let end, let condition, let isInverted):
                if condition.holds(in: record) == isInverted { index = end - 1 }
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
        if joins, case .text(let range)? = steps.last {
            steps[steps.count - 1] = .text(range.lowerBound..<text.count)
        } else {
            steps.append(.text(start..<text.count))
            joins = true
        }
    }

    /// Appends a jump over the steps that follow, as far as `endSkip` says.
    mutating func beginSkip(unless condition: ValueUse, isInverted: Bool) -> Int {
        steps.append(.skip(to: 0, unless: condition, isInverted: isInverted))
        return steps.count - 1
    }

    /// Ends the steps that a jump leaves out.
    mutating func endSkip(_ index: Int) {
        guard case .skip(_, let condition, let isInverted) = steps[index] else { return }
        steps[index] = .skip(to: steps.count, unless: condition, isInverted: isInverted)
        joins = false
    }

    mutating func append(_ step: Step) {
        steps.append(step)
    }
}
