"""Dovecot: its submission service, which hands on what it takes to a relay behind it, and its authentication for Postfix."""
import contextlib, os, shutil, subprocess

from certificates import Authority
from harness import AUTHENTICATED, PASSWORD, Project, USERNAME, free_port, needs_root, people, program, running


class Dovecot:
    """A Dovecot of its own; `port` takes submissions, `socket` answers Postfix about passwords."""

    def __init__(self, folder, pem, behind=25):
        needs_root("dovecot")
        self.command = program("dovecot", "dovecot")
        self.folder, self.port = folder, free_port()
        os.makedirs(f"{folder}/mail")
        os.chmod(folder, 0o755)
        shutil.chown(f"{folder}/mail", "nobody", "nogroup")
        self.socket = f"{folder}/auth"
        with open(f"{folder}/users", "w") as file:
            file.write(f"{USERNAME}:{{PLAIN}}{PASSWORD}\n")
        os.chmod(f"{folder}/users", 0o644)
        self.configuration = f"{folder}/dovecot.conf"
        with open(self.configuration, "w") as file:
            file.write(f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = submission
listen = 127.0.0.1
ssl = required
ssl_cert = <{pem}
ssl_key = <{pem}
mail_location = maildir:{folder}/mail
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_failure_delay = 0
hostname = relay.peer.example
submission_max_mail_size = 20k
submission_relay_host = 127.0.0.1
submission_relay_port = {behind}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={folder}/mail
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {self.socket} {{
    mode = 0666
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {self.port}
  }}
}}
""")

    def __enter__(self):
        self.process = contextlib.ExitStack()
        self.process.enter_context(running([self.command, "-F", "-c", self.configuration], self.port, stderr=subprocess.DEVNULL))
        return self

    def __exit__(self, *_):
        subprocess.run(["doveadm", "-c", self.configuration, "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process.close()


@contextlib.contextmanager
def submission(folder, pem):
    """A Dovecot with a relay behind it."""
    behind = free_port()
    sink = [program("smtp-sink", "postfix"), "-u", "nobody", f"127.0.0.1:{behind}", "100"]
    with running(sink, behind), Dovecot(folder, pem, behind) as dovecot:
        yield dovecot


def dovecot_hands_submissions_on(scratch):
    authority = Authority(f"{scratch}/ca")
    with submission(f"{scratch}/dovecot", authority.issue()) as dovecot:
        # Dovecot 2.3 panics in smtp_server_transaction_finished when the next MAIL and RCPT wait behind the dot, as RFC 2920 §3.1 allows:
        # the message is handed on, its reply is lost. Without pipelining it does its work.
        tls = f'tls = "starttls"\nca_file = "{authority.file}"\npipelining = false'
        Project(f"{scratch}/project", dovecot.port, people(50), f"{tls}\n{AUTHENTICATED}", host="localhost").send({"accepted": 50}, 0)
        for mechanism in ("plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"):
            named = f'{tls}\nauth = "{mechanism}"\nusername = "{USERNAME}"'
            Project(f"{scratch}/{mechanism}", dovecot.port, people(2), f'{named}\npassword = {{ env = "PEER_PASSWORD" }}', host="localhost").send(
                {"accepted": 2}, 0)
            Project(f"{scratch}/{mechanism}-wrong", dovecot.port, people(1), f'{named}\npassword = {{ env = "WRONG_PASSWORD" }}', host="localhost").send(
                {"queued": 1}, 69, says="while authenticating: 535 5.7.8")


CASES = [dovecot_hands_submissions_on]
