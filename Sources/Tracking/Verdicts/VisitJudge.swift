import MailFormat

/// Judges a visit by its facts: a pure function, so that every rule can be tried by itself.
///
/// Machines are told by what they do rather than by their names: security scanners follow every link at once, seconds after delivery, and
/// hide behind the names of browsers. A name decides only where it is one that no reader's program has.
public enum VisitJudge {
    /// Faster than this after the relay took the message nobody reads; mail programs do not even show it yet.
    public static let fastest: Duration = .seconds(2)
    /// So fast that it is doubtful.
    public static let doubtful: Duration = .seconds(10)

    /// The verdict on a visit.
    public static func judge(_ facts: VisitFacts) -> Verdict {
        var machine: [String] = []
        var doubt: [String] = []
        let agent = facts.kind
        if facts.target == .honeypot || facts.touchedHoneypot { machine.append("honeypot") }
        switch agent {
        case .bot: machine.append("agent:bot")
        case .imageProxy: doubt.append("agent:image-proxy")
        case .none: doubt.append("agent:none")
        case .reader: break
        }
        if !facts.purpose.isEmpty { machine.append("purpose:\(facts.purpose)") }
        if facts.linksOfMessage > 2 ? facts.linksAtOnce >= 3 : facts.linksOfMessage == 2 && facts.linksAtOnce == 2 {
            machine.append("links-at-once")
        }
        if facts.askedHeadBefore { machine.append("head-first") }
        if let speed = facts.sinceAcceptance {
            if speed < fastest { machine.append("speed") } else if speed < doubtful { doubt.append("speed") }
        }
        if facts.isFromDatacentre {
            // A proxy of a mailbox provider stands in a data centre as well; it fetches for people.
            if agent == .imageProxy { doubt.append("datacentre") } else { machine.append("datacentre") }
        }
        if !machine.isEmpty { return Verdict(actor: .machine, reasons: machine + doubt) }
        if agent == .imageProxy, case .pixel = facts.target {
            // Apple and Yahoo fetch ahead of any reader, Google mostly when somebody opens: a person is behind it, now or later.
            return Verdict(actor: .person, reasons: doubt)
        }
        return Verdict(actor: doubt.isEmpty ? .person : .unknown, reasons: doubt.isEmpty ? ["agent:reader"] : doubt)
    }
}
