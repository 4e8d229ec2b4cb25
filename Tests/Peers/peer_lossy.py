"""A relay that loses the connection around the final dot: what it may have is uncertain, what it cannot have is not, and nothing goes twice."""
import socketserver, threading

from harness import Project, people


class Lossy(socketserver.ThreadingTCPServer):
    """Takes mail until the `at`-th message, whose connection it closes `before` the dot's line is read or `after` it, unanswered."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, when, at):
        self.when, self.at, self.begun, self.whole = when, at, 0, []
        super().__init__(("127.0.0.1", 0), Session)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        recipient = ""
        self.say("220 relay.peer.example")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250-relay.peer.example\r\n250 8BITMIME")
            elif verb == b"RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
                self.say("250 2.1.5 OK")
            elif verb == b"DATA":
                self.server.begun += 1
                lost = self.server.begun == self.server.at
                if lost and self.server.when == "before":
                    return
                self.say("354 go on")
                for content in self.rfile:
                    if content == b".\r\n":
                        self.server.whole.append(recipient)
                        break
                if lost:
                    return
                self.say("250 2.0.0 taken")
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 OK")


def lost_before_and_after_the_dot(scratch):
    for when, expected, status in (("before", {"accepted": 10}, 0), ("after", {"accepted": 9, "uncertain": 1}, 1)):
        with Lossy(when, at=4) as relay:
            project = Project(f"{scratch}/{when}", relay.server_address[1], people(10), 'tls = "none"\nmax_connections = 1')
            project.send(expected, status)
            # What is uncertain is held: another send does not touch it.
            project.send(expected, 0)
            assert len(relay.whole) == len(set(relay.whole)) == 10, relay.whole


CASES = [lost_before_and_after_the_dot]
