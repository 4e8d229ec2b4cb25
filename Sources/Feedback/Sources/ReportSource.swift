/// A place where what came back waits: a file, a folder, a mailbox of a server, a log.
///
/// A source is pulled and told what became of what it gave. It changes nothing outside before that: whoever is killed in between reads the
/// same again, which changes nothing twice (``FeedbackIntake``).
public protocol ReportSource: AnyObject {
    /// What it is called, for a person and in the ledger: `maildir:/var/mail/bounces`.
    var name: String { get }
    /// The next items, oldest first, as many as are asked for or fewer; empty at the end.
    ///
    /// - Throws: ``SourceError``
    func next(_ count: Int) async throws -> [SourceItem]
    /// Told once the ledger has the items durably, in the order in which they were given.
    ///
    /// - Throws: ``SourceError``, and what the ledger throws.
    func settle(_ settled: [SettledItem]) async throws
}

/// One thing a source holds.
public struct SourceItem: Sendable {
    /// What it is.
    public enum Content: Sendable {
        /// A mail, and the envelope recipient it was delivered to where the source knows it.
        case mail([UInt8], recipient: String?)
        /// An entry of a log of our own relay.
        case log(PostfixDelivery)
        /// Something that is no mail, and why.
        case unreadable(String)
    }

    /// What it is.
    public var content: Content
    /// Where it lies, for a person.
    public var place: String
    /// How the source finds it again.
    public var ticket: String

    /// An item from its parts.
    public init(_ content: Content, place: String, ticket: String) {
        self.content = content
        self.place = place
        self.ticket = ticket
    }
}

/// An item, and what it came to.
public struct SettledItem: Sendable {
    /// What it came to.
    public enum Fate: Hashable, Sendable {
        /// A report: recorded or counted, now or before.
        case taken
        /// Mail of somebody else: to be left as it is.
        case foreign
        /// No mail.
        case unreadable
    }

    /// How the source finds it again.
    public var ticket: String
    /// What it came to.
    public var fate: Fate

    /// An item and its fate.
    public init(ticket: String, fate: Fate) {
        self.ticket = ticket
        self.fate = fate
    }
}

/// Why a source cannot be read. Each description is one sentence: what, where and the fix.
public enum SourceError: Error, Hashable, Sendable {
    /// There is nothing at the path.
    case missing(String)
    /// The system says no.
    case unreadable(String, reason: String)
    /// Another program keeps it locked.
    case locked(String)
    /// It is none of the kinds that can be read.
    case unknownKind(String)
    /// The server refused, or cannot be reached.
    case server(String, reason: String)
    /// The program that speaks to servers is not there.
    case noCurl
}

extension SourceError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): nothing is there; check the path"
        case .unreadable(let path, let reason): "\(path): cannot be read (\(reason)); check owner, mode and disk"
        case .locked(let path): "\(path): another program keeps it locked; run the command again"
        case .unknownKind(let path):
            "\(path): neither a Maildir, an mbox, a mail, nor a Postfix log; name what it is in a [[bounces.source]] of mailshot.toml"
        case .server(let place, let reason): "\(place): \(reason); check host, user name and password"
        case .noCurl: "curl is not installed, and mail servers are read with it; install it (Debian: apt install curl)"
        }
    }
}
