@testable import SMTP

extension Transcript {
    private static let credentials = Credentials(username: "tim", proof: .password(Secret("tanstaaftanstaaf")))
    private static let token = Credentials(username: "tim", proof: .token(Secret("ya29")))
    private static let quit = "C: QUIT\nS: 221 bye\n= end finished"
    private static func greeting(_ capability: String) -> String {
        "S: 220 relay.example ESMTP\nC: EHLO client.example\nS: 250-relay.example\nS: 250 \(capability)\n"
    }

    /// Beginnings of sessions: STARTTLS that is refused, AUTH of every kind. None sends a message.
    static let negotiation: [Transcript] = [
        Transcript("STARTTLS required and not offered", relay: relay(.startTLS), "\(greeting("SIZE"))= end policy@ehlo"),
        Transcript(
            "STARTTLS required, and the relay knows no EHLO", relay: relay(.startTLS),
            "S: 220 old\nC: EHLO client.example\nS: 500 what\n= end refused@ehlo"),
        Transcript(
            "STARTTLS refused for now", relay: relay(.startTLS),
            "\(greeting("STARTTLS"))C: STARTTLS\nS: 454 4.7.0 not now\n= end tls@starttls"),
        Transcript(
            "opportunistic and not offered: in the clear", relay: relay(.opportunistic), "\(greeting("SIZE"))\(quit)"),
        Transcript(
            "opportunistic and refused: in the clear", relay: relay(.opportunistic),
            "\(greeting("STARTTLS"))C: STARTTLS\nS: 454 not now\n\(quit)"),
        Transcript(
            "AUTH PLAIN", relay: relay(credentials: credentials),
            "\(greeting("AUTH LOGIN PLAIN"))C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm\nS: 235 2.7.0 welcome\n\(quit)"),
        Transcript(
            "AUTH LOGIN", relay: relay(credentials: credentials),
            """
            \(greeting("AUTH=LOGIN"))C: AUTH LOGIN
            S: 334 VXNlcm5hbWU6
            C: dGlt
            S: 334 UGFzc3dvcmQ6
            C: dGFuc3RhYWZ0YW5zdGFhZg==
            S: 235 welcome
            \(quit)
            """),
        Transcript(
            "AUTH refused", relay: relay(credentials: credentials),
            """
            \(greeting("AUTH PLAIN"))C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
            S: 535 5.7.8 bad credentials
            = end authentication@auth
            """),
        Transcript(
            "AUTH refused for now", relay: relay(credentials: credentials),
            """
            \(greeting("AUTH PLAIN"))C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
            S: 454 4.7.0 later
            = end authentication@auth
            """),
        Transcript(
            "no common mechanism", relay: relay(credentials: credentials), "\(greeting("AUTH GSSAPI"))= end authentication@ehlo"),
        Transcript("no AUTH at all", relay: relay(credentials: credentials), "\(greeting("SIZE"))= end authentication@ehlo"),
        Transcript(
            "a challenge that is no base64 is cancelled", relay: relay(credentials: credentials),
            "\(greeting("AUTH LOGIN"))C: AUTH LOGIN\nS: 334 what is your name?\nC: *\nS: 501 cancelled\n= end authentication@auth"),
        Transcript(
            "a 235 that comes before the relay has proved itself is not believed", relay: relay(credentials: credentials),
            """
            \(greeting("AUTH SCRAM-SHA-256"))C: AUTH SCRAM-SHA-256 biwsbj10aW0scj1ub25jZQ==
            S: 235 2.7.0 welcome
            = end authentication@auth
            """),
        Transcript(
            "a token that has expired: the relay's account is asked for its reply", relay: relay(credentials: token),
            """
            \(greeting("AUTH XOAUTH2"))C: AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgeWEyOQEB
            S: 334 eyJzdGF0dXMiOiI0MDEifQ==
            C:
            S: 535 5.7.8 expired
            = end authentication@auth
            """),
        Transcript(
            "a password for a relay that takes tokens only", relay: relay(credentials: credentials),
            "\(greeting("AUTH XOAUTH2"))= end authentication@ehlo"),
    ]

    /// Bytes in the clear behind the answer to STARTTLS, RFC 3207 §5 and the attacks of 2011 and 2021.
    static let injection: [Transcript] = ["S: 250 evil", "S: 2<-|", "S: 220 again\nS: 250-x\nS: 250 AUTH PLAIN"].map { injected in
        Transcript(
            "STARTTLS answered with more: \(injected.count)", relay: relay(.startTLS),
            "\(greeting("STARTTLS"))C: STARTTLS\nS: 220 go ahead\n\(injected)\n= end tls@starttls")
    }
}
