import MailFormat

extension MessageTemplate {
    /// What is wrong with the campaign's own header fields, and with line breaks written into a header's template.
    var headerProblems: [Diagnostic] {
        var found: [Diagnostic] = []
        var written = HeaderSection()
        for header in campaign.headers {
            if let reason = ReservedHeaders.reason(against: header.name) {
                found.append(problem("header.reserved", "the header '\(header.name)' \(reason)", hint: "take it out of [headers]"))
                continue
            }
            do {
                try written.append(header.name, unstructured: "x")
            } catch {
                found.append(problem("header.invalid", "the header '\(header.name)': \(error)", hint: "correct it in [headers]"))
            }
        }
        let templates = [("subject", subject), ("preheader", preheader)] + zip(campaign.headers.map(\.name), headers)
        for (name, template) in templates where template.bytes.contains(where: ControlCharacter.isRefused) {
            found.append(
                problem("header.invalid", "a line break or control character in '\(name)'", hint: "write it in one line"))
        }
        return found
    }

    private func problem(_ rule: String, _ message: String, hint: String) -> Diagnostic {
        Diagnostic(.error, rule: rule, file: campaignFile, message: message, hint: hint)
    }
}
