/// A template as a tree: what stands inside what.
indirect enum TemplateNode: Hashable {
    case text([UInt8])
    case value(TemplateTag)
    case section(TemplateTag, [TemplateNode])
    case partial(TemplateTag, indent: String)
    case layout(TemplateTag, blocks: [String: [TemplateNode]], indent: String)
    case block(TemplateTag, [TemplateNode])

    /// Deepest nesting of sections, blocks and files in one another.
    static let deepest = 32

    /// Builds the tree of one file.
    static func tree(of pieces: [TagScanner.Piece]) throws(TemplateSyntaxProblem) -> [TemplateNode] {
        var index = 0
        return try nodes(in: pieces, from: &index, inside: nil, depth: 0)
    }

    private static func nodes(
        in pieces: [TagScanner.Piece], from index: inout Int, inside open: TemplateTag?, depth: Int
    ) throws(TemplateSyntaxProblem) -> [TemplateNode] {
        if depth > deepest, let open {
            throw TemplateSyntaxProblem(place: open.place, message: "sections are nested more than \(deepest) deep")
        }
        var nodes: [TemplateNode] = []
        while index < pieces.count {
            let piece = pieces[index]
            index += 1
            switch piece {
            case .text(let bytes): nodes.append(.text(bytes))
            case .tag(let tag):
                switch tag.kind {
                case .variable, .unescaped: nodes.append(.value(tag))
                case .section, .inverted:
                    nodes.append(.section(tag, try self.nodes(in: pieces, from: &index, inside: tag, depth: depth + 1)))
                case .block:
                    nodes.append(.block(tag, try self.nodes(in: pieces, from: &index, inside: tag, depth: depth + 1)))
                case .partial(let indent): nodes.append(.partial(tag, indent: indent))
                case .layout(let indent):
                    let inner = try self.nodes(in: pieces, from: &index, inside: tag, depth: depth + 1)
                    nodes.append(.layout(tag, blocks: try blocks(of: inner, layout: tag), indent: indent))
                case .close:
                    guard let open else {
                        throw TemplateSyntaxProblem(place: tag.place, message: "{{/\(tag.expression)}} closes nothing")
                    }
                    guard open.expression == tag.expression else {
                        throw TemplateSyntaxProblem(
                            place: tag.place, message: "{{/\(tag.expression)}} closes \(open.source) of line \(open.place.line ?? 1)",
                            hint: "write {{/\(open.expression)}}")
                    }
                    return nodes
                }
            }
        }
        if let open {
            throw TemplateSyntaxProblem(
                place: open.place, message: "\(open.source) is never closed", hint: "add {{/\(open.expression)}}")
        }
        return nodes
    }

    /// A layout's tag holds blocks and blanks only; text between them would be lost.
    private static func blocks(
        of nodes: [TemplateNode], layout: TemplateTag
    ) throws(TemplateSyntaxProblem) -> [String: [TemplateNode]] {
        var blocks: [String: [TemplateNode]] = [:]
        for node in nodes {
            switch node {
            case .block(let tag, let inner): blocks[tag.name] = inner
            case .text(let bytes) where bytes.allSatisfy(\.isTemplateBlank): continue
            case .text:
                throw TemplateSyntaxProblem(
                    place: layout.place, message: "text between \(layout.source) and its end is in no block and would be lost",
                    hint: "put it into {{$block}}…{{/block}}")
            case .value(let tag), .section(let tag, _), .partial(let tag, _), .layout(let tag, _, _):
                throw TemplateSyntaxProblem(
                    place: tag.place, message: "\(tag.source) is in no block of \(layout.source)",
                    hint: "put it into {{$block}}…{{/block}}")
            }
        }
        return blocks
    }
}
