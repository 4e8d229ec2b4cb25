import Crypto
import Foundation
import NIOCore
import NIOSSL
import Testing

@testable import SMTP

/// TLS with a real relay on loopback and an authority of our own.
@Suite struct TLSTests {
    private static let dialogue = """
        C: EHLO client.example
        S: 250-relay.example
        S: 250 PIPELINING
        C: MAIL FROM:<news@example.org>
        C: RCPT TO:<a@example.com>
        C: DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        C: Subject: 1
        C:
        C: Hello
        C: ..hidden
        C: .
        S: 250 ok
        C: QUIT
        S: 221 bye
        S: <close>
        = mark 1
        = 1 accepted nobody@dot 250
        = end finished
        """
    private static let startTLS = """
        to: a@example.com
        S: 220 relay.example ESMTP
        C: EHLO client.example
        S: 250-relay.example
        S: 250-AUTH PLAIN
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 go ahead
        S: <tls>

        """
    private static let implicit = "to: a@example.com\nS: <tls>\nS: 220 relay.example ESMTP\n"

    private func server(_ certificate: String, versions: ClosedRange<Int> = 12...13) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(TestCertificates.key.utf8), format: .pem)))
        if versions.upperBound < 12 {
            configuration.minimumTLSVersion = .tlsv1
            configuration.maximumTLSVersion = .tlsv11
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// The authority's file lives as long as the body.
    private func withAuthority(_ body: (String) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "mailshot-\(UUID().uuidString).pem")
        try Data(TestCertificates.authority.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(url.path)
    }

    private func fingerprint(_ certificate: String) throws -> [UInt8] {
        let parsed = try #require(try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).first)
        return Array(SHA256.hash(data: try parsed.toDERBytes()))
    }

    @Test(.timeLimit(.minutes(1)), arguments: Chunking.allCases)
    func `a message goes over STARTTLS and over implicit TLS`(chunking: Chunking) async throws {
        try await withAuthority { file in
            for (mode, opening) in [
                (TransportSecurity.Mode.startTLS, Self.startTLS), (.opportunistic, Self.startTLS), (.implicit, Self.implicit),
            ] {
                let relay = Transcript.relay(TransportSecurity(mode, authorityFile: file))
                let transcript = Transcript("\(mode)", relay: relay, opening + Self.dialogue)
                transcript.runBare(chunking)
                try await transcript.runSocket(chunking, tls: try server(TestCertificates.good))
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `TLS is required onward of a relay that offers to, and no other gets anything`() async throws {
        try await withAuthority { file in
            var relay = Transcript.relay(TransportSecurity(.implicit, authorityFile: file))
            relay.requiresTLSOnward = true
            let opening = "to: a@example.com\nS: <tls>\nS: 220 relay.example ESMTP\nC: EHLO client.example\nS: 250-relay.example\n"
            try await Transcript(
                "offered", relay: relay,
                opening + """
                    S: 250 REQUIRETLS
                    C: MAIL FROM:<news@example.org> REQUIRETLS
                    S: 250 ok
                    C: RCPT TO:<a@example.com>
                    S: 550 5.7.30 not there
                    C: QUIT
                    S: 221 bye
                    S: <close>
                    = 1 refused message@rcpt 550
                    = end finished
                    """
            ).runSocket(.whole, tls: try server(TestCertificates.good))
            let end = try await Transcript("not offered", relay: relay, opening + "S: 250 SIZE\n= end policy@ehlo")
                .runSocket(.whole, tls: try server(TestCertificates.good))
            guard case .failed(let failure) = end else { return #expect(Bool(false), "\(String(describing: end))") }
            #expect(failure.detail == "the relay does not offer REQUIRETLS, so it will not promise TLS on the way")
            #expect(failure.isPermanent)
        }
    }

    private func refusal(_ security: TransportSecurity, certificate: String, versions: ClosedRange<Int> = 12...13) async throws
        -> SessionFailure?
    {
        let transcript = Transcript("refused", relay: Transcript.relay(security), "to: a@example.com\nS: <tls>\n= end tls@tls")
        let end = try await transcript.runSocket(.whole, tls: try server(certificate, versions: versions))
        if case .failed(let failure) = end { return failure } else { return nil }
    }

    /// Certificate, whether our authority is trusted, the sentence, what to do.
    private static let refusals: [(certificate: String, isTrusted: Bool, detail: String, hint: String)] = [
        (
            TestCertificates.otherHost, true, "the relay's certificate is not for 127.0.0.1 but for other.example",
            "set host to the name that is in the certificate"
        ),
        (
            TestCertificates.expired, true, "the relay's certificate expired on 2021-01-01",
            "its operator must renew it; or this machine's clock is wrong"
        ),
        (
            TestCertificates.notYet, true, "the relay's certificate is not valid before 2099-01-01",
            "this machine's clock may be wrong: it says 20"
        ),
        (
            TestCertificates.selfSigned, true, "the relay's certificate is self-signed, so nobody vouches for it",
            "if it is your own, name it with ca_file"
        ),
        (
            TestCertificates.good, false,
            "the relay's certificate is vouched for by \"mailshot test authority\", which this machine does not trust",
            "if that authority is your own, name its certificate with ca_file; a public one may lack its chain"
        ),
    ]

    @Test(.timeLimit(.minutes(1)), arguments: refusals)
    func `a bad certificate is refused, each in its own sentence`(
        refusal: (certificate: String, isTrusted: Bool, detail: String, hint: String)
    ) async throws {
        try await withAuthority { file in
            let security = TransportSecurity(.implicit, authorityFile: refusal.isTrusted ? file : nil)
            let failure = try await self.refusal(security, certificate: refusal.certificate)
            #expect(failure?.isPermanent == true)
            #expect(failure?.detail == refusal.detail)
            #expect(failure?.hint?.hasPrefix(refusal.hint) == true)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `TLS below 1.2 is refused`() async throws {
        try await withAuthority { file in
            let failure = try await refusal(
                TransportSecurity(.implicit, authorityFile: file), certificate: TestCertificates.good, versions: 10...11)
            #expect(failure?.cause == .tls)
            #expect(failure?.detail.hasPrefix("the relay speaks no TLS of 1.2 or later") == true)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a pinned certificate must be the one that is shown`() async throws {
        try await withAuthority { file in
            var security = TransportSecurity(.implicit, authorityFile: file)
            security.pinnedFingerprints = [try fingerprint(TestCertificates.otherHost)]
            let failure = try await refusal(security, certificate: TestCertificates.good)
            #expect(failure?.detail.hasSuffix("is none of those that are pinned") == true)

            security.pinnedFingerprints.append(try fingerprint(TestCertificates.good))
            try await Transcript("pinned", relay: Transcript.relay(security), Self.implicit + Self.dialogue)
                .runSocket(.whole, tls: try server(TestCertificates.good))

            // A certificate nobody vouches for, known by its fingerprint alone.
            let alone = TransportSecurity(
                .implicit, verifiesCertificate: false, pinnedFingerprints: [try fingerprint(TestCertificates.expired)])
            try await Transcript("pinned alone", relay: Transcript.relay(alone), Self.implicit + Self.dialogue)
                .runSocket(.whole, tls: try server(TestCertificates.expired))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `plain SMTP where TLS was expected says what to set`() async throws {
        let transcript = Transcript(
            "plain", relay: Transcript.relay(.implicit), "to: a@example.com\nS: 220 relay.example ESMTP\n= end tls@tls")
        let end = try await transcript.runSocket(.whole, ignoringClient: true)
        guard case .failed(let failure) = end else { return #expect(Bool(false), "\(String(describing: end))") }
        #expect(failure.hint == "this port speaks plain SMTP first; set tls = \"starttls\"")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a file that is no certificate is named`() async throws {
        let transcript = Transcript(
            "no file", relay: Transcript.relay(TransportSecurity(.implicit, authorityFile: "/nowhere/ca.pem")),
            "to: a@example.com\n= end tls@tls")
        let end = try await transcript.runSocket(.whole)
        guard case .failed(let failure) = end else { return #expect(Bool(false), "\(String(describing: end))") }
        #expect(failure.detail.hasPrefix("/nowhere/ca.pem cannot be used"))
    }
}
