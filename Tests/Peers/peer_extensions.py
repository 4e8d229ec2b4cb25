"""What each server offers is used as its RFC says, and what it lacks is done without: PIPELINING, SIZE, 8BITMIME, SMTPUTF8, DSN, CHUNKING."""
import glob, json, os, re

from certificates import Authority
from harness import AUTHENTICATED, Project, free_port, people, program, running
from peer_aiosmtpd import aiosmtpd
from peer_dovecot import submission
from peer_exim import exim
from peer_opensmtpd import opensmtpd
from peer_postfix import postfix


class Dialogue:
    """What a trace says of the connections: what was offered last, and what the client said."""

    def __init__(self, project):
        with open(f"{project.folder}/trace") as file:
            lines = [line.split(" ", 3)[2:] for line in file]
        self.lines = [rest[1].rstrip("\n") for rest in lines]
        offers = [line for said, line in zip(self.lines, self.lines[1:]) if said.startswith("C: EHLO")]
        self.offered = set(offers[-1].split()) if offers else set()
        self.client = [line[3:] for line in self.lines if line.startswith("C: ")]

    def said(self, verb):
        return [line for line in self.client if line.upper().startswith(verb)]

    @property
    def ran_ahead(self):
        """Whether RCPT went out before MAIL was answered."""
        return any(a.startswith("C: MAIL") and b.startswith("C: RCPT") for a, b in zip(self.lines, self.lines[1:]))


def refusals(project):
    listed = project.run_plainly("report", "welcome", "--messages", "--state", "refused", "--format", "ndjson").stdout
    return {row["email"]: row["reason"] or "" for row in map(json.loads, listed.splitlines())}


def holds_to_what_is_offered(scratch, name, port, settings, offers, content=None):
    """Sends to a server that offers just these of the six, and reads in the trace and in what arrived that each was used, or was not."""
    relay = f"{settings}\nmax_connections = 1\nchunking = true"
    project = Project(f"{scratch}/{name}", port, people(4) + ["zoë@peer.example"], relay, host="localhost")
    takes_utf8 = "SMTPUTF8" in offers
    project.send({"accepted": 5} if takes_utf8 else {"accepted": 4, "refused": 1}, status=0 if takes_utf8 else 1)
    dialogue = Dialogue(project)
    six = {"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING"}
    assert dialogue.offered & six == offers, f"{name} offers {sorted(dialogue.offered & six)}"
    count = 5 if takes_utf8 else 4
    mails, recipients = dialogue.said("MAIL FROM"), dialogue.said("RCPT TO")
    assert len(mails) == len(recipients) == count, f"{name}: {dialogue.client}"
    # Every octet of a message is counted, dots that are added are not (RFC 1870 §6).
    sizes = [int(size) for line in mails for size in re.findall(r" SIZE=(\d+)", line)]
    octets = [int(size) for line in dialogue.client for size in re.findall(r"^<(\d+) octets>$", line)]
    assert sizes == (octets if "SIZE" in offers else []), f"{name}: {sizes}, {octets}"
    # Content is of seven bits, so that nothing needs to be declared, or encoded on the way.
    assert not any("BODY=" in line for line in mails), f"{name}: {mails}"
    assert [line for line in mails if " SMTPUTF8" in line] == (mails[-1:] if takes_utf8 else []), f"{name}: {mails}"
    if not takes_utf8:
        assert refusals(project).get("zoë@peer.example", "").endswith("needs SMTPUTF8 and the relay does not offer it"), refusals(project)
    handles = [match[1] for line in mails if (match := re.search(r" RET=HDRS ENVID=([a-z0-9]{26})\b", line))]
    assert len(set(handles)) == (count if "DSN" in offers else 0), f"{name}: {mails}"
    notify = [line for line in recipients if " NOTIFY=FAILURE,DELAY" in line]
    assert len(notify) == (count if "DSN" in offers else 0), f"{name}: {recipients}"
    # The address of RFC 6533 has a form of its own in ORCPT, and is left out.
    assert len([line for line in notify if " ORCPT=rfc822;person" in line]) == (4 if "DSN" in offers else 0), f"{name}: {recipients}"
    assert len(dialogue.said("BDAT ")) == (count if "CHUNKING" in offers else 0), f"{name}: {dialogue.client}"
    assert len(dialogue.said("DATA")) == (0 if "CHUNKING" in offers else count), f"{name}: {dialogue.client}"
    assert dialogue.ran_ahead == ("PIPELINING" in offers and "pipelining = false" not in settings), f"{name}: {dialogue.lines}"
    for raw in content() if content else []:
        head, body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)
        assert body.isascii() and (head.isascii() or "zoë".encode() in head), f"{name}: {raw[:2000]}"
    if "SIZE" in offers:
        # More than the server takes is never begun (RFC 1870 §6.1).
        with open(f"{project.folder}/big.bin", "wb") as file:
            file.write(os.urandom(60000))
        large = Project(f"{scratch}/{name}-large", port, people(2), relay, host="localhost")
        os.rename(f"{project.folder}/big.bin", f"{large.folder}/big.bin")
        with open(f"{large.folder}/campaigns/welcome.toml", "a") as file:
            file.write('\n[attachments]\nfiles = ["big.bin"]\n')
        large.send({"refused": 2}, status=1)
        assert all(re.search(r"octets and the relay takes \d+$", reason) for reason in refusals(large).values()), refusals(large)
        assert not Dialogue(large).said("MAIL"), f"{name}: {Dialogue(large).client}"


def maildir(folder):
    def content():
        for path in glob.glob(f"{folder}/new/*"):
            with open(path, "rb") as file:
                yield file.read()
    return content


CLEAR = 'tls = "none"'


def extensions_of_postfix(scratch):
    six = {"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING"}
    with postfix(f"{scratch}/all", "message_size_limit = 20480\n") as (port, _):
        holds_to_what_is_offered(scratch, "postfix", port, CLEAR, six, maildir(f"{scratch}/all/mail"))
    # The same server, one extension the poorer each time.
    for missing in sorted(six - {"SIZE"}):
        hidden = f"message_size_limit = 20480\nsmtpd_discard_ehlo_keywords = {missing.lower()}\n"
        # Who has no 8BITMIME has no SMTPUTF8 (RFC 6531 §3.1).
        if missing == "8BITMIME":
            hidden = hidden.replace("8bitmime", "8bitmime, smtputf8")
        with postfix(f"{scratch}/without-{missing}", hidden) as (port, _):
            holds_to_what_is_offered(
                scratch, f"postfix-without-{missing}", port, CLEAR, six - {missing} - ({"SMTPUTF8"} if missing == "8BITMIME" else set()),
                maildir(f"{scratch}/without-{missing}/mail"))


def extensions_of_exim(scratch):
    with exim(f"{scratch}/exim", f"{scratch}/ca") as (port, _, authority):
        offers = {"PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING"}
        for name, settings in (("exim", CLEAR), ("exim-tls", f'tls = "starttls"\nca_file = "{authority.file}"')):
            holds_to_what_is_offered(scratch, name, port, settings, offers, maildir(f"{scratch}/exim/mail"))


def extensions_of_opensmtpd(scratch):
    with opensmtpd(f"{scratch}/opensmtpd", Authority(f"{scratch}/ca")) as (port, _):
        holds_to_what_is_offered(scratch, "opensmtpd", port, CLEAR, {"SIZE", "8BITMIME", "DSN"}, maildir(f"{scratch}/opensmtpd/mail"))


def extensions_of_dovecot(scratch):
    authority = Authority(f"{scratch}/ca")
    with submission(f"{scratch}/dovecot", authority.issue()) as dovecot:
        settings = f'tls = "starttls"\nca_file = "{authority.file}"\npipelining = false\n{AUTHENTICATED}'
        holds_to_what_is_offered(scratch, "dovecot", dovecot.port, settings, {"PIPELINING", "SIZE", "8BITMIME", "CHUNKING"})


def extensions_of_aiosmtpd(scratch):
    authority = Authority(f"{scratch}/ca")
    out = f"{scratch}/taken.ndjson"
    with aiosmtpd(out, authority.issue(), "starttls") as port:
        settings = f'tls = "starttls"\nca_file = "{authority.file}"\n{AUTHENTICATED}'
        with open(out, "a+") as file:
            def content():
                file.seek(0)
                return [json.loads(line)[2].encode("latin-1") for line in file]
            holds_to_what_is_offered(scratch, "aiosmtpd", port, settings, {"SIZE", "8BITMIME", "SMTPUTF8"}, content)


def extensions_of_a_plain_server(scratch):
    """No ESMTP at all."""
    port = free_port()
    with running([program("smtp-sink", "postfix"), "-u", "nobody", "-e", f"127.0.0.1:{port}", "100"], port):
        holds_to_what_is_offered(scratch, "sink", port, CLEAR, set())


CASES = [
    extensions_of_postfix, extensions_of_exim, extensions_of_opensmtpd, extensions_of_dovecot, extensions_of_aiosmtpd,
    extensions_of_a_plain_server,
]
