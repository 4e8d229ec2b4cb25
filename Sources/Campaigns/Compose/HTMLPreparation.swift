/// The HTML of a campaign as it is sent: counted links, pixel and preview line in place, everything else octet for octet.
struct HTMLPreparation {
    private(set) var flat: FlatTemplate
    private(set) var escapings: [Escaping]
    /// The links that are counted, behind those of other languages.
    private(set) var links: LinkTable

    init(_ source: HTMLTemplate, preheader: FlatTemplate, tracking: TrackingSettings?, links: LinkTable = LinkTable()) {
        self.links = links
        flat = source.flat
        escapings = source.contexts.escapings
        var base = tracking?.baseURL ?? ""
        while base.last == "/" { base.removeLast() }
        if let tracking, tracking.clicks {
            var rewriting = LinkRewriting(base: base, table: links)
            flat = rewriting.rewrite(flat, tokens: source.tokens, escapings: &escapings)
            self.links = rewriting.table
        }
        let tokens = HTMLTokenizer.tokens(of: flat.bytes)
        // From the end, so that the first offset stays right.
        let foot = HTMLInsertion.pixelOffset(in: tokens, end: flat.bytes.count)
        if let tracking, tracking.honeypot {
            insert(at: foot) { flat in
                flat.bytes += Array(HTMLInsertion.honeypotStart(base: base).utf8)
                flat.appendHandle()
                flat.bytes += Array(HTMLInsertion.honeypotEnd.utf8)
            }
        }
        if let tracking, tracking.opens {
            insert(at: foot) { flat in
                flat.bytes += Array(HTMLInsertion.pixelStart(base: base).utf8)
                flat.appendHandle()
                flat.bytes += Array(HTMLInsertion.pixelEnd.utf8)
            }
        }
        if !preheader.bytes.isEmpty, !source.flat.tags.contains(where: { $0.name == "preheader" }) {
            insert(at: HTMLInsertion.preheaderOffset(in: tokens)) { flat in
                flat.bytes += Array(HTMLInsertion.preheaderStart.utf8)
                flat.append(TemplateTag(kind: .variable, name: "preheader", transforms: [], place: SourcePlace(file: "preheader")))
                flat.bytes += Array(HTMLInsertion.preheaderEnd.utf8)
            }
        }
    }

    private mutating func insert(at offset: Int, _ write: (inout FlatTemplate) -> Void) {
        var out = FlatTemplate(bytes: Array(flat.bytes[..<offset]), tags: flat.tags)
        write(&out)
        out.bytes += flat.bytes[offset...]
        escapings += Array(repeating: .html, count: out.tags.count - flat.tags.count)
        flat = out
    }
}
