import MailFormat

/// The fields of a message in their order; what is the same for all is written once.
///
/// From, To, Subject, Date, Message-ID, Reply-To, List-Unsubscribe, List-Unsubscribe-Post, List-ID, Feedback-ID, Auto-Submitted, the
/// campaign's own, MIME-Version, Content-Language. Content-Type and Content-Transfer-Encoding follow with the body.
///
/// - List-… and the one-click field (RFC 2369, 2919, 8058) stand on marketing mail only; one-click wants an https address.
/// - Auto-Submitted: auto-generated (RFC 3834 §5) stands on transactional mail only: it keeps vacation notices away, and some servers drop
///   newsletters that carry it.
struct HeaderPlan: Sendable {
    private let from: [UInt8]
    private let afterMessageID: [UInt8]
    private let tail: [UInt8]
    private let messageIDDomain: String
    private let links: RecipientLinks
    /// Whether From or Reply-To need SMTPUTF8 (RFC 6532).
    let needsSMTPUTF8: Bool
    private let isMarketing: Bool
    private let isOneClick: Bool
    private let custom: [(name: String, value: TemplateProgram)]

    init(
        campaign: Campaign, links: RecipientLinks, custom: [(name: String, value: TemplateProgram)]
    ) throws(HeaderProblem) {
        self.links = links
        self.custom = custom
        isMarketing = campaign.kind == .marketing
        isOneClick = links.isOneClick
        needsSMTPUTF8 = campaign.from.address.needsSMTPUTF8 || campaign.replyTo?.address.needsSMTPUTF8 ?? false
        messageIDDomain = campaign.from.address.domain
        var section = HeaderSection()
        try section.append("From", mailboxes: [campaign.from])
        from = section.bytes
        section = HeaderSection()
        if let replyTo = campaign.replyTo { try section.append("Reply-To", mailboxes: [replyTo]) }
        afterMessageID = section.bytes
        section = HeaderSection()
        if isMarketing {
            try section.append("List-ID", raw: "<\(Self.listID(of: campaign.from.address, list: campaign.list))>")
            try section.append("Feedback-ID", raw: Self.feedbackID(of: campaign))
        } else {
            try section.append("Auto-Submitted", raw: "auto-generated")
        }
        tail = section.bytes
    }

    /// Appends the fields of one message.
    func write(
        to recipient: EmailAddress, subject: String, language: LanguageTag?, record: MergeRecord, into out: inout [UInt8]
    ) throws(ComposeProblem) {
        out.append(contentsOf: from)
        var section = HeaderSection()
        try section.attempt("To") { (section) throws(HeaderProblem) in
            try section.append("To", mailboxes: [Mailbox(address: recipient)])
        }
        try section.attempt("subject") { (section) throws(HeaderProblem) in try section.append("Subject", unstructured: subject) }
        try section.attempt("Date") { (section) throws(HeaderProblem) in
            try section.append("Date", date: record.queuedAt)
            try section.append("Message-ID", raw: "<\(record.handle)@\(messageIDDomain)>")
        }
        section.write(into: &out)
        out.append(contentsOf: afterMessageID)
        section = HeaderSection()
        if isMarketing {
            try section.attempt("List-Unsubscribe") { (section) throws(HeaderProblem) in
                try section.append("List-Unsubscribe", raw: unsubscribe(record.handle))
                if isOneClick { try section.append("List-Unsubscribe-Post", raw: "List-Unsubscribe=One-Click") }
            }
        }
        section.write(into: &out)
        out.append(contentsOf: tail)
        section = HeaderSection()
        for (name, program) in custom {
            let value = try program.string(record)
            try section.attempt(name) { (section) throws(HeaderProblem) in try section.append(name, unstructured: value) }
        }
        try section.attempt("MIME-Version") { (section) throws(HeaderProblem) in try section.append("MIME-Version", raw: "1.0") }
        section.write(into: &out)
        if let language {
            // RFC 3282 §2. A tag is letters, digits and hyphens.
            out.append(contentsOf: "Content-Language: ".utf8)
            out.append(contentsOf: language.text.utf8)
            out.append(contentsOf: "\r\n".utf8)
        }
    }

    /// RFC 8058 §3.1: the https address first; RFC 2369 §2: a mail address beside it.
    private func unsubscribe(_ handle: String) -> String {
        let web = links.base == nil ? nil : links.unsubscribe(handle)
        return [web, links.unsubscribeMail(handle)].compactMap(\.self).map { "<\($0)>" }.joined(separator: ", ")
    }

    /// RFC 2919 §2: one name for the list, the same on all its mail: what the campaign calls it, else the From address with a dot for the
    /// at sign.
    static func listID(of address: EmailAddress, list: String = "") -> String {
        if !list.isEmpty { return list + "." + address.domain }
        let local = address.localPart.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") ? $0 : "-" }
        return String(local) + "." + address.domain
    }

    /// `campaign:kind:mailshot:domain`, four parts at most, the last one constant for a sender (Gmail's feedback loop).
    static func feedbackID(of campaign: Campaign) -> String {
        let name = campaign.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") ? $0 : "-" }
        let domain = campaign.from.address.domain.map { $0 == "." ? "-" : $0 }
        return String(name) + ":\(campaign.kind.rawValue):mailshot:" + String(domain)
    }
}

extension HeaderSection {
    /// The octets of the section.
    fileprivate var bytes: [UInt8] {
        var out: [UInt8] = []
        write(into: &out)
        return out
    }

    /// Appends fields, a problem being the row's.
    fileprivate mutating func attempt(
        _ name: String, _ fields: (inout HeaderSection) throws(HeaderProblem) -> Void
    ) throws(ComposeProblem) {
        do {
            try fields(&self)
        } catch {
            throw ComposeProblem(.header(error), name: name)
        }
    }
}
