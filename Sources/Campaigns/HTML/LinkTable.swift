/// The links of a campaign that go through the click counter, frozen in their order: the index is part of every click's address.
///
/// A link that stands in several places is one entry.
public struct LinkTable: Hashable, Sendable {
    /// One link.
    public struct Link: Hashable, Sendable, Codable {
        /// 0-based.
        public var index: Int
        /// Where it leads, as Mustache source where values are part of it: `https://example.com/?c={{customer}}`.
        public var url: String

        /// A link from its parts.
        public init(index: Int, url: String) {
            self.index = index
            self.url = url
        }
    }

    /// In order of index.
    public private(set) var links: [Link] = []
    /// The same as templates; a value is percent-encoded as in the link itself.
    var targets: [FlatTemplate] = []

    private var indexByURL: [String: Int] = [:]

    init() {}

    /// The index of a link, which is added where it is new.
    mutating func index(of target: FlatTemplate) -> Int {
        let url = target.source(of: target.bytes.indices)
        if let index = indexByURL[url] { return index }
        indexByURL[url] = links.count
        links.append(Link(index: links.count, url: url))
        targets.append(target)
        return links.count - 1
    }
}
