import Feedback
import Ledger

/// `[[bounces.source]]` of `mailshot.toml`: a place where what came back waits. Exactly one of the first five keys says what it is.
///
/// ```toml
/// [[bounces.source]]
/// name = "inbox"                                    # for: mailshot bounces process inbox
/// imap = "imaps://imap.example.com/INBOX"           # or maildir, mbox, postfix_log, pop3
/// username = "bounces@example.com"
/// password = { env = "BOUNCE_PASSWORD" }            # or token = { command = ["…"] } for OAuth 2
/// move_to = "Processed"                             # reports are moved there; without it they are flagged as seen
/// ```
struct BounceSourceTable: Decodable {
    var name: String?
    var maildir: String?
    var mbox: String?
    var postfixLog: String?
    var imap: String?
    var pop3: String?
    var username: String?
    var password: SecretSource?
    var token: SecretSource?
    var moveTo: String?
    var caFile: String?
    var insecure: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, maildir, mbox, imap, pop3, username, password, token, insecure
        case postfixLog = "postfix_log"
        case moveTo = "move_to"
        case caFile = "ca_file"
    }

    /// What it is read from, as it is written.
    var place: String { [maildir, mbox, postfixLog, imap, pop3].lazy.compactMap(\.self).first ?? "" }

    /// Checks what can be checked without a secret and without looking.
    func check(fail: (_ key: String, _ message: String) -> Failure) throws {
        let kinds = [maildir, mbox, postfixLog, imap, pop3].compactMap(\.self).count
        guard kinds == 1 else {
            throw fail("source", "a [[bounces.source]] needs exactly one of maildir, mbox, postfix_log, imap, pop3; it has \(kinds)")
        }
        guard let url = imap ?? pop3 else {
            for (key, isThere) in [
                ("username", username != nil), ("password", password != nil), ("token", token != nil), ("move_to", moveTo != nil),
            ]
            where isThere {
                throw fail(key, "'\(key)' is for imap and pop3; take it out")
            }
            return
        }
        guard let username, (password == nil) != (token == nil) else {
            throw fail("source", "\(url): 'username' and either 'password' or 'token' are missing; add them")
        }
        guard !username.contains(":") || password == nil, let server = MailServer(url: url, username: username, proof: .password("")),
            server.scheme.isPOP3 == (pop3 != nil)
        else {
            let form = pop3 != nil ? "pop3s://pop.example.com" : "imaps://imap.example.com/INBOX"
            throw fail(pop3 != nil ? "pop3" : "imap", "\"\(url)\" must look like \(form), and the user name stands in 'username'")
        }
        if insecure == true, !["127.0.0.1", "localhost", "[::1]"].contains(where: { server.host == $0 || server.host.hasPrefix($0 + ":") })
        {
            throw fail("insecure", "'insecure' is for a server on this machine; \(server.host) would read the password in the clear")
        }
        if moveTo != nil, pop3 != nil { throw fail("move_to", "POP3 moves nothing; take 'move_to' out") }
    }

    /// Opens it; asks for the secret where there is one.
    func open(in folder: ProjectFolder, ledger: LedgerFile) async throws -> any ReportSource {
        if let maildir { return try MaildirSource(path: folder.resolve(maildir)) }
        if let mbox { return try MboxSource(path: folder.resolve(mbox), ledger: ledger) }
        if let postfixLog { return try PostfixLog(path: folder.resolve(postfixLog), ledger: ledger) }
        let proof: MailServer.Proof
        if let token {
            proof = .token(try await token.resolve(for: "bounce source \"\(name ?? place)\"", in: folder))
        } else if let password {
            proof = .password(try await password.resolve(for: "bounce source \"\(name ?? place)\"", in: folder))
        } else {
            throw Failure(.configuration, "\(place): no password and no token")
        }
        guard var server = MailServer(url: place, username: username ?? "", proof: proof) else {
            throw Failure(.configuration, "\(place): no address of a mail server")
        }
        server.caFile = caFile.map(folder.resolve)
        server.isInsecure = insecure ?? false
        return pop3 != nil ? POP3Mailbox(server, ledger: ledger) : IMAPMailbox(server, moveTo: moveTo, ledger: ledger)
    }
}
