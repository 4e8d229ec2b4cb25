extension MessageTemplate {
    /// Images that the HTML shows and nobody attaches, and the other way round.
    ///
    /// SeeAlso: RFC 2392
    var imageProblems: [Diagnostic] {
        guard let html else { return [] }
        var shown: Set<String> = []
        for case .start(let tag) in html.tokens {
            for attribute in tag.attributes {
                guard let value = attribute.value else { continue }
                let text = html.flat.source(of: value)
                if text.hasPrefix("cid:") { shown.insert(String(text.dropFirst(4))) }
            }
        }
        let attached = Set(campaign.attachments.compactMap(\.contentID))
        let missing = shown.subtracting(attached).sorted().map { identifier in
            Diagnostic(
                .error, rule: "image.missing", file: bodyFile, message: "shows cid:\(identifier), which is not attached",
                hint: Spelling.nearest(to: identifier, in: attached.sorted()).map { "did you mean cid:\($0)?" }
                    ?? "add it to [attachments] inline of \(campaignFile)")
        }
        let unused = attached.subtracting(shown).sorted().map { identifier in
            Diagnostic(
                .warning, rule: "image.unused", file: campaignFile, message: "the inline image '\(identifier)' is shown nowhere",
                hint: #"show it with <img src="cid:\#(identifier)">, or attach it as a file"#)
        }
        return missing + unused
    }
}
