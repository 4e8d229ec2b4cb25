"""What comes back: mailboxes of Dovecot over IMAP and POP3, and a Postfix whose bounces go through a pipe to `bounces process -`."""
import json, os, shutil, subprocess, time

from certificates import Authority
from harness import MAILSHOT, PASSWORD, Project, Skip, USERNAME, free_ports, needs_root, people, program, running
from peer_postfix import postfix


def report(number, to, message_id):
    """A delivery status notification about a message, in our own words."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.peer.example
To: bounces@peer.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report{number}@mx.peer.example>
Date: Tue, 24 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not work.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.peer.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 nobody of that name

--b
Content-Type: text/rfc822-headers

To: {to}
Message-ID: {message_id}

--b--
""".replace("\n", "\r\n")


LUNCH = "From: ann@peer.example\r\nTo: hello@peer.example\r\nSubject: Lunch?\r\nMessage-ID: <lunch@peer.example>\r\n\r\nAt noon?\r\n"


class Mailboxes:
    """A Dovecot with one mailbox, over IMAP and POP3, each with TLS at once and after STARTTLS."""

    def __init__(self, folder, pem):
        needs_root("dovecot")
        self.command = program("dovecot", "dovecot")
        for service, package in (("imap", "dovecot-imapd"), ("pop3", "dovecot-pop3d")):
            if not os.path.exists(f"/usr/lib/dovecot/{service}"):
                raise Skip(f"{package} is not installed")
        self.imap, self.imaps, self.pop3, self.pop3s = free_ports(4)
        for name in ("new", "cur", "tmp"):
            os.makedirs(f"{folder}/mail/{name}")
        os.chmod(folder, 0o755)
        self.mail, self.log = f"{folder}/mail", f"{folder}/log"
        with open(f"{folder}/users", "w") as file:
            file.write(f"{USERNAME}:{{PLAIN}}{PASSWORD}\n")
        os.chmod(f"{folder}/users", 0o644)
        self.configuration = f"{folder}/dovecot.conf"
        with open(self.configuration, "w") as file:
            file.write(f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {self.log}
protocols = imap pop3
listen = 127.0.0.1
ssl = required
ssl_cert = <{pem}
ssl_key = <{pem}
mail_location = maildir:{self.mail}
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={self.mail}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Done {{
    auto = create
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {self.pop3}
  }}
  inet_listener pop3s {{
    port = {self.pop3s}
    ssl = yes
  }}
}}
""")

    def deliver(self, name, mail):
        path = f"{self.mail}/new/{name}"
        with open(path, "w", newline="") as file:
            file.write(mail)
        subprocess.run(["chown", "-R", "nobody:nogroup", self.mail], check=True)

    def ask(self, *options):
        """One command to the server, as a person would give it."""
        lines = "\n".join([f'user = "{USERNAME}:{PASSWORD}"', "insecure", "silent", *options])
        return subprocess.run(["curl", "-q", "-K", "-"], input=lines, capture_output=True, text=True, timeout=30).stdout

    def __enter__(self):
        self.server = running([self.command, "-F", "-c", self.configuration], self.imap, stderr=subprocess.DEVNULL)
        self.server.__enter__()
        return self

    def __exit__(self, *reason):
        subprocess.run(["doveadm", "-c", self.configuration, "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.server.__exit__(*reason)


def sent(folder, count):
    """A project whose sandbox relay took a campaign, and the Message-ID of each recipient."""
    subprocess.run([MAILSHOT, "init", folder, "--quiet"], check=True)
    with open(f"{folder}/lists/sample.csv", "w") as file:
        file.write("email,first_name\n" + "".join(f"{person},Zoë\n" for person in people(count)))
    project = Project.__new__(Project)
    project.folder = folder
    assert project.run("send", "welcome", "--yes").returncode == 0
    rows = project.run("report", "welcome", "--messages")
    rows = json.loads(rows.stdout)["messages"] if rows.stdout.startswith("{") else json.loads(rows.stdout)
    return project, {row["email"]: row["message_id"] for row in rows}


def process(project, *words, status=0, **expected):
    run = project.run("bounces", "process", *words)
    assert run.returncode == status, f"exit {run.returncode}, not {status}: {run.stderr}"
    result = json.loads(run.stdout) if run.stdout else {}
    got = {key: result.get(key) for key in expected}
    assert got == expected, f"{got}, not {expected}: {run.stderr}"
    return run


def source(project, text):
    with open(f"{project.folder}/mailshot.toml", "a") as file:
        file.write(f'\n[[bounces.source]]\nusername = "{USERNAME}"\npassword = {{ env = "PEER_PASSWORD" }}\n{text}\n')


def dovecot_hands_reports_out_over_imap(scratch):
    authority = Authority(f"{scratch}/ca")
    project, ids = sent(f"{scratch}/project", 6)
    with Mailboxes(f"{scratch}/dovecot", authority.issue()) as box:
        everyone = list(ids.items())
        for number, (to, message_id) in enumerate(everyone[:3]):
            box.deliver(f"{number}.a", report(number, to, message_id))
        box.deliver("3.a", LUNCH)
        trust = f'ca_file = "{authority.file}"'
        source(project, f'name = "flagged"\nimap = "imap://localhost:{box.imap}/INBOX"\n{trust}')
        source(project, f'name = "moved"\nimap = "imaps://localhost:{box.imaps}/INBOX"\nmove_to = "Done"\n{trust}')
        source(project, f'name = "untrusted"\nimap = "imaps://localhost:{box.imaps}/INBOX"')
        # The first run stops after two, the second goes on behind them; reports are flagged, mail of a person stays unseen.
        process(project, "flagged", "--max-messages", "2", status=75, read=2, attributed=2)
        process(project, "flagged", read=2, attributed=1, foreign=1, suppressed=1)
        process(project, "flagged", read=0)
        url = f'url = "imaps://localhost:{box.imaps}/INBOX"'
        flags = box.ask(url, 'request = "UID FETCH 1:* (FLAGS)"')
        assert flags.count("\\Seen") == 3 and "UID 4 FLAGS ()" in flags.replace("\\Recent", "").replace("( )", "()"), flags
        # Another name of the same mailbox moves: what is known already moves too, new mail is taken, the person's stays.
        for number, (to, message_id) in enumerate(everyone[3:5], 10):
            box.deliver(f"{number}.a", report(number, to, message_id))
        process(project, "moved", read=6, known=3, attributed=2, foreign=1)
        assert box.ask(f'url = "imaps://localhost:{box.imaps}/"', 'request = "STATUS Done (MESSAGES)"').count("MESSAGES 5"), "five were moved"
        # A certificate nobody vouches for, and a wrong password, each say so.
        refused = process(project, "untrusted", status=69)
        assert "certificate" in refused.stderr.lower() and PASSWORD not in refused.stderr, refused.stderr
        project.check()


def dovecot_hands_reports_out_over_pop3(scratch):
    authority = Authority(f"{scratch}/ca")
    project, ids = sent(f"{scratch}/project", 3)
    with Mailboxes(f"{scratch}/dovecot", authority.issue()) as box:
        for number, (to, message_id) in enumerate(ids.items()):
            box.deliver(f"{number}.a", report(number, to, message_id))
        box.deliver("3.a", LUNCH)
        trust = f'ca_file = "{authority.file}"'
        source(project, f'name = "tls"\npop3 = "pop3s://localhost:{box.pop3s}"\n{trust}')
        source(project, f'name = "starttls"\npop3 = "pop3://localhost:{box.pop3}"\n{trust}')
        process(project, "tls", "--max-messages", "2", status=75, read=2, attributed=2, suppressed=2)
        process(project, "tls", read=2, attributed=1, foreign=1)
        process(project, "tls", read=0)
        # Nothing was deleted; the same mail by another way is known.
        process(project, "starttls", read=4, taken=0, known=3, foreign=1)
        project.check()


def postfix_bounces_into_a_pipe(scratch):
    """The whole circle: mail for nobody, Postfix's own report of it to the VERP address, an alias with a pipe, the suppression."""
    folder = f"{scratch}/project"
    os.chmod(scratch, 0o777)
    with open(f"{scratch}/aliases", "w") as file:
        file.write(f'bounces: "|{MAILSHOT} bounces process - -C {folder} -v 2>>{scratch}/said"\n')
    # An alias runs as the owner of its file.
    subprocess.run(["postalias", f"hash:{scratch}/aliases"], check=True)
    for path in (f"{scratch}/aliases", f"{scratch}/aliases.db"):
        shutil.chown(path, "mail")
    with postfix(f"{scratch}/postfix", f"""
virtual_mailbox_maps = inline:{{known@peer.example=mail/}}
mydestination = bounces.peer.example
recipient_delimiter = +
alias_maps = hash:{scratch}/aliases
alias_database = hash:{scratch}/aliases
local_recipient_maps =
smtpd_reject_unlisted_recipient = no
""") as (port, _):
        project = Project(folder, port, ["known@peer.example", "nobody@peer.example"])
        with open(f"{folder}/mailshot.toml") as file:
            lines = [line for line in file.read().splitlines() if not line.lstrip("# ").startswith("return_path")]
        lines.insert(lines.index("[sender]") + 1, 'return_path = "bounces@bounces.peer.example"')
        with open(f"{folder}/mailshot.toml", "w") as file:
            file.write("\n".join(lines) + "\n")
        project.send({"accepted": 2}, 0)
        # What the pipe gave back meanwhile, because the ledger was not its user's yet, waits in the queue.
        subprocess.run(["chown", "-R", "mail", folder], check=True)
        as_owner = ["runuser", "-u", "mail", "--", MAILSHOT, "suppressions", "list", "-C", folder]
        for _ in range(150):
            listed = subprocess.run(as_owner, capture_output=True, text=True, timeout=60)
            if "nobody@peer.example" in listed.stdout:
                break
            subprocess.run(["postqueue", "-c", f"{scratch}/postfix/etc", "-f"], capture_output=True)
            time.sleep(0.2)
        with open(f"{scratch}/postfix/data/log") as file:
            log = "".join(file.readlines()[-12:])
        rows = listed.stdout
        assert "nobody@peer.example" in rows and "known@peer.example" not in rows, f"{listed}\n{log}"


CASES = [dovecot_hands_reports_out_over_imap, dovecot_hands_reports_out_over_pop3, postfix_bounces_into_a_pipe]
