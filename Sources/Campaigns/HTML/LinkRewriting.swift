/// Which links are counted, and how they are written.
///
/// Only `href` of `a` and `area` is looked at, only `http:` and `https:`, and only where the template says so itself: a link that begins
/// with a value (`{{unsubscribe_url}}`, `{{order_link}}`) stays as it is. A link whose address says that it is for leaving or for
/// preferences stays as well: it must work when nothing else does. Everything outside the value stays octet for octet.
struct LinkRewriting {
    /// `https://t.example.com`
    let base: String
    /// The links found, behind those that were there.
    private(set) var table: LinkTable

    init(base: String, table: LinkTable = LinkTable()) {
        self.base = base
        self.table = table
    }

    /// The template with its links led through the click counter.
    mutating func rewrite(_ flat: FlatTemplate, tokens: [HTMLToken], escapings: inout [Escaping]) -> FlatTemplate {
        var out = FlatTemplate(bytes: [], tags: flat.tags)
        out.bytes.reserveCapacity(flat.bytes.count)
        var copied = 0
        for case .start(let tag) in tokens {
            guard let value = Self.trackedLink(of: tag, in: flat) else { continue }
            let target = Self.target(value, of: flat)
            let index = table.index(of: target)
            out.bytes += flat.bytes[copied..<value.lowerBound]
            Escaping.html.append(base + "/c/", to: &out.bytes)
            out.appendHandle()
            escapings.append(.html)
            out.bytes += Array("/\(index)".utf8)
            copied = value.upperBound
        }
        out.bytes += flat.bytes[copied...]
        return out
    }

    /// The value of a tag's link, where it is one to count.
    static func trackedLink(of tag: HTMLStartTag, in flat: FlatTemplate) -> Range<Int>? {
        guard tag.name == "a" || tag.name == "area", let value = tag.attribute("href")?.value else { return nil }
        let start = flat.bytes[value].firstIndex { !$0.isTemplateBlank } ?? value.upperBound
        let url = flat.bytes[start..<value.upperBound].map { $0 | ($0 &- 0x41 < 26 ? 0x20 : 0) }
        guard url.starts(with: Array("http://".utf8)) || url.starts(with: Array("https://".utf8)) else { return nil }
        let leaving = ["unsubscribe", "list-manage", "preferences"]
        guard !leaving.contains(where: { url.firstRange(of: Array($0.utf8)) != nil }) else { return nil }
        // The handle can only stand in for the whole value: one that opens a section and leaves it open is no value to replace.
        return flat.isBalanced(in: value) ? value : nil
    }

    /// The link's address: references decoded, blanks around it left away.
    private static func target(_ value: Range<Int>, of flat: FlatTemplate) -> FlatTemplate {
        FlatTemplate(bytes: HTMLEntities.decode(flat.bytes[value].trimmingBlanks()), tags: flat.tags)
    }
}

extension FlatTemplate {
    /// The name that stands for the handle; no column can have it, because a name has no blanks.
    static let handleName = " handle"

    /// Appends the message's handle.
    mutating func appendHandle() {
        append(TemplateTag(kind: .variable, name: Self.handleName, transforms: [], place: SourcePlace(file: "")))
    }

    /// Whether every section that begins in a range ends there, and none ends that began before.
    func isBalanced(in range: Range<Int>) -> Bool {
        var depth = 0
        for index in tagIndices(in: range) {
            switch tags[index].kind {
            case .section, .inverted: depth += 1
            case .close: depth -= 1
            default: continue
            }
            if depth < 0 { return false }
        }
        return depth == 0
    }
}
