/// An HTML file of a template as it is written, for those who look at it: elements, attributes, texts and styles with their places.
///
/// Mustache tags stay in place and are part of texts and values; nothing in them is taken for markup.
public struct HTMLSource: Sendable {
    /// Where something stands.
    public struct Place: Hashable, Sendable {
        /// 1-based.
        public var line: Int
        /// 1-based, in characters.
        public var column: Int
    }

    /// A start tag.
    public struct Element: Hashable, Sendable {
        /// In lower case.
        public var name: String
        /// Attributes with names in lower case; values with character references decoded, empty where there is none.
        public var attributes: [(name: String, value: String, offset: Int)] {
            zip(zip(names, values), offsets).map { ($0.0, $0.1, $1) }
        }
        /// Where it begins, in octets of the file.
        public var offset: Int

        private var names: [String]
        private var values: [String]
        private var offsets: [Int]

        /// The value of an attribute; nil where the element does not have it.
        public subscript(_ name: String) -> String? { names.firstIndex(of: name).map { values[$0] } }

        init(_ tag: HTMLStartTag, in bytes: [UInt8]) {
            name = tag.name
            offset = tag.range.lowerBound
            names = tag.attributes.map(\.name)
            values = tag.attributes.map { attribute in
                attribute.value.map { String(decoding: HTMLEntities.decode(bytes[$0]), as: UTF8.self) } ?? ""
            }
            offsets = tag.attributes.map { $0.value?.lowerBound ?? $0.nameRange.lowerBound }
        }
    }

    /// What the file is made of, in its order. Offsets are octets of the file.
    public enum Part: Hashable, Sendable {
        case start(Element)
        /// An end tag's name, in lower case.
        case end(name: String, offset: Int)
        /// Character data, references decoded.
        case text(String, offset: Int)
        /// The inside of `style`, `script`, `title` and their like.
        case raw(String, element: String, offset: Int)
    }

    /// The file as the user knows it.
    public let file: String
    /// The parts.
    public let parts: [Part]
    /// Octets of the file.
    public let size: Int
    private let lineStarts: [Int]
    private let bytes: [UInt8]

    /// Reads a file's text.
    ///
    /// - Parameters:
    ///   - file: the file as the user knows it.
    ///   - bytes: UTF-8; what is none stays in place and is shown as U+FFFD.
    public init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        size = bytes.count
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        let tokens = HTMLTokenizer.tokens(of: Self.hidingTags(bytes))
        parts = tokens.compactMap { token in
            switch token {
            case .start(let tag): .start(Element(tag, in: bytes))
            case .end(let tag): .end(name: tag.name, offset: tag.range.lowerBound)
            case .text(let range):
                .text(String(decoding: HTMLEntities.decode(bytes[range]), as: UTF8.self), offset: range.lowerBound)
            case .rawText(let range, let element):
                .raw(String(decoding: bytes[range], as: UTF8.self), element: element, offset: range.lowerBound)
            case .comment, .declaration: nil
            }
        }
    }

    /// The start tags.
    public var elements: [Element] {
        parts.compactMap { if case .start(let element) = $0 { element } else { nil } }
    }

    /// The line and column of an octet.
    public func place(of offset: Int) -> Place {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let start = lineStarts[low]
        let before = String(decoding: bytes[start..<min(max(start, offset), bytes.count)], as: UTF8.self)
        return Place(line: low + 1, column: before.count + 1)
    }

    /// The same octets with the insides of Mustache tags made harmless to a reader of HTML.
    private static func hidingTags(_ bytes: [UInt8]) -> [UInt8] {
        var out = bytes
        var index = 0
        while index + 1 < out.count {
            guard out[index] == UInt8(ascii: "{"), out[index + 1] == UInt8(ascii: "{") else {
                index += 1
                continue
            }
            let limit = min(out.count - 1, index + TagScanner.longestTag)
            guard
                let end = (index + 2..<max(index + 2, limit)).first(where: {
                    bytes[$0] == UInt8(ascii: "}") && bytes[$0 + 1] == UInt8(ascii: "}")
                })
            else {
                index += 2
                continue
            }
            for inside in index + 2..<end { out[inside] = UInt8(ascii: "_") }
            index = end + 2
        }
        return out
    }
}

extension MessageTemplate {
    /// The HTML files the template is made of, partials and layouts included.
    ///
    /// - Parameter project: path of the project folder.
    /// - Throws: `missing` or `unreadable` where a file went away since the template was read.
    public func htmlSources(project: String) throws(CampaignError) -> [HTMLSource] {
        var sources: [HTMLSource] = []
        for input in files where input.what.hasSuffix(".html") || input.what.hasSuffix(".mustache") {
            sources.append(HTMLSource(file: input.what, bytes: try FrozenFile(input.what, in: project, limit: Self.largestFile).bytes))
        }
        return sources
    }
}
