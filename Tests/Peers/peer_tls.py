"""TLS that must not be gone along with: each fault is refused with a sentence of its own, and nothing is said in the clear."""
import socketserver, ssl, threading, warnings

from certificates import Authority, self_signed
from harness import AUTHENTICATED, Project, people


class Relay(socketserver.ThreadingTCPServer):
    """Speaks SMTP up to STARTTLS and behind it; `behind` follows its answer in the clear, `offers` says whether it offers STARTTLS at all."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, pem, behind=b"", offers=True, highest=None):
        self.context, self.behind, self.offers, self.clear, self.protected = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), behind, offers, [], []
        if highest:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.context.minimum_version = self.context.maximum_version = highest
            self.context.set_ciphers("DEFAULT@SECLEVEL=0")
        self.context.load_cert_chain(pem)
        super().__init__(("127.0.0.1", 0), Session)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        """A client that hangs up is what is wanted here."""


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        relay, heard = self.server, self.server.clear
        stream, write = self.rfile, self.request.sendall
        write(b"220 relay.peer.example\r\n")
        while line := stream.readline():
            verb = line[:4].upper().strip()
            heard.append(verb)
            if verb == b"EHLO":
                offer = b"250-STARTTLS\r\n" if relay.offers and heard is relay.clear else b""
                write(b"250-relay.peer.example\r\n" + offer + b"250 AUTH PLAIN\r\n")
            elif verb == b"STAR":
                write(b"220 go ahead\r\n" + relay.behind)
                secured = relay.context.wrap_socket(self.request, server_side=True)
                stream, write, heard = secured.makefile("rb"), secured.sendall, relay.protected
            elif verb == b"AUTH":
                write(b"235 2.7.0 welcome\r\n")
            elif verb == b"DATA":
                write(b"354 go on\r\n")
                while stream.readline() not in (b".\r\n", b""):
                    pass
                write(b"250 2.0.0 taken\r\n")
            else:
                write(b"250 OK\r\n")


def tls_that_is_no_protection_is_refused(scratch):
    authority, other = Authority(f"{scratch}/ca"), Authority(f"{scratch}/other", "Other CA")
    good = authority.issue()
    # What is wrong -> the relay, and words that stand in this fault's sentence and in no other's.
    faults = {
        "injection": (dict(pem=good, behind=b"250-relay\r\n250 AUTH PLAIN\r\n"), "bytes came in the clear behind the answer to STARTTLS"),
        "injected half line": (dict(pem=good, behind=b"25"), "bytes came in the clear behind the answer to STARTTLS"),
        "stripped": (dict(pem=good, offers=False), "the relay does not offer STARTTLS"),
        "name": (dict(pem=authority.issue("elsewhere.example")), "the relay's certificate is not for localhost"),
        "expired": (dict(pem=authority.issue(expired=True)), "the relay's certificate expired on"),
        "selfsigned": (dict(pem=self_signed(scratch)), "is self-signed"),
        "unknown": (dict(pem=other.issue()), 'is vouched for by "Other CA"'),
        "tls10": (dict(pem=good, highest=ssl.TLSVersion.TLSv1), "the relay speaks no TLS of 1.2 or later"),
        "tls11": (dict(pem=good, highest=ssl.TLSVersion.TLSv1_1), "the relay speaks no TLS of 1.2 or later"),
    }
    settings = f'tls = "starttls"\nca_file = "{authority.file}"\n{AUTHENTICATED}'
    for name, (relay, says) in faults.items():
        with Relay(**relay) as server:
            port = server.server_address[1]
            Project(f"{scratch}/{name}", port, people(5), settings, host="localhost").send({"queued": 5}, status=69, says=says)
            assert set(server.clear) <= {b"EHLO", b"STAR", b"QUIT"}, f"{name}: {server.clear}"
            assert server.protected == [], f"{name}: {server.protected}"
    with Relay(good) as server:
        Project(f"{scratch}/good", server.server_address[1], people(2), settings, host="localhost").send({"accepted": 2}, status=0)
        assert b"DATA" in server.protected and set(server.clear) == {b"EHLO", b"STAR"}, (server.clear, server.protected)


CASES = [tls_that_is_no_protection_is_refused]
