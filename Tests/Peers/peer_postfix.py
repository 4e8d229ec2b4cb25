"""Postfix: a thousand messages, TLS with good and bad certificates, every way of authenticating it offers, and no TLS at all."""
import contextlib, os, shutil, signal, socket, subprocess, time

from certificates import Authority, self_signed
from harness import (
    AUTHENTICATED, Project, Skip, USERNAME, delivered_once, free_port, needs_root, people, program, wait_for, wait_until_delivered,
)
from peer_dovecot import Dovecot


@contextlib.contextmanager
def postfix(folder, settings=""):
    """A Postfix of its own that takes mail for peer.example into one Maildir: in the clear or with STARTTLS, and with TLS at once."""
    needs_root("postfix")
    command = program("postfix", "postfix")
    if not command.startswith("/usr/sbin/"):
        raise Skip("postfix is unpacked only, which serves smtp-sink but no Postfix")
    port, wrapped = free_port(), free_port()
    for name in ("etc", "queue", "data", "mail"):
        os.makedirs(f"{folder}/{name}")
    os.chmod(folder, 0o755)
    shutil.chown(f"{folder}/data", "postfix")
    shutil.chown(f"{folder}/mail", "nobody", "nogroup")
    with open(f"{folder}/etc/main.cf", "w") as file:
        file.write(f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.peer.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{{{gone@peer.example=REJECT 5.1.1 no such user}}, {{later@peer.example=DEFER 4.2.0 come back}}}}, permit_mynetworks, reject
virtual_mailbox_domains = peer.example
virtual_mailbox_base = {folder}
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
maillog_file = {folder}/data/log
maillog_file_prefixes = {folder}
{settings}""")
    with open("/etc/postfix/master.cf") as source, open(f"{folder}/etc/master.cf", "w") as file:
        for line in source:
            if line.startswith("smtp ") and "inet" in line:
                line = line.replace("smtp ", f"127.0.0.1:{port} ", 1)
            if not line.startswith("postlog "):
                file.write(line.replace("  y  ", "  n  ") if line[:1].strip() and not line.startswith("#") else line)
        file.write("postlog   unix-dgram n  -       n       -       1       postlogd\n")
        if "smtpd_tls_security_level" in settings:
            file.write(f"127.0.0.1:{wrapped} inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n")
    for _ in range(5):
        start = subprocess.run([command, "-c", f"{folder}/etc", "start"], capture_output=True, text=True)
        assert start.returncode == 0, start.stderr
        if logs(folder):
            break
        end(folder)
    try:
        wait_for(port)
        yield port, wrapped
    finally:
        end(folder)


def logs(folder):
    """Whether Postfix's logging works. postlogd logs through its own socket: where that was full before it looked, it waits for itself for ever."""
    try:
        subprocess.run([program("postlog", "postfix"), "-c", f"{folder}/etc", "ready"], capture_output=True, timeout=5)
    except subprocess.TimeoutExpired:
        return False
    for _ in range(50):
        with contextlib.suppress(FileNotFoundError), open(f"{folder}/data/log") as log:
            if "ready" in log.read():
                return True
        time.sleep(0.1)
    return False


def end(folder):
    """Ends Postfix without its own command, which logs first."""
    with contextlib.suppress(OSError, ValueError):
        with open(f"{folder}/queue/pid/master.pid") as file:
            master = int(file.read())
        os.kill(master, signal.SIGTERM)
        for _ in range(50):
            os.kill(master, 0)
            time.sleep(0.1)
        os.killpg(master, signal.SIGKILL)


def encrypted(pem):
    return f"smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = {pem}\n"


def postfix_takes_a_thousand(scratch):
    with postfix(f"{scratch}/postfix") as (port, _):
        project = Project(f"{scratch}/project", port, people(1000) + ["gone@peer.example", "later@peer.example"])
        project.send({"accepted": 1000, "refused": 1, "deferred": 1}, status=75)
        delivered_once(f"{scratch}/postfix/mail", 1000)


def postfix_takes_chunks(scratch):
    with postfix(f"{scratch}/postfix") as (port, _):
        for name, settings in (("ahead", ""), ("inturn", "\npipelining = false")):
            rows = [f"{name}{i}@peer.example" for i in range(50)] + ["gone@peer.example", "later@peer.example"]
            Project(f"{scratch}/{name}", port, rows, f'tls = "none"\nchunking = true{settings}').send(
                {"accepted": 50, "refused": 1, "deferred": 1}, status=75)
        delivered_once(f"{scratch}/postfix/mail", 100)


def postfix_takes_mail_over_tls(scratch):
    authority = Authority(f"{scratch}/ca")
    with postfix(f"{scratch}/postfix", encrypted(authority.issue())) as (port, wrapped):
        trust = f'ca_file = "{authority.file}"'
        for mode, at in (("starttls", port), ("implicit", wrapped), ("opportunistic", port)):
            project = Project(f"{scratch}/{mode}", at, people(20), f'tls = "{mode}"\n{trust}', host="localhost")
            project.send({"accepted": 20}, status=0)
        assert len(wait_until_delivered(f"{scratch}/postfix/mail", 60)) == 60
        # Postfix says 530 to MAIL in the clear; that is the relay's no, and no recipient pays for it.
        Project(f"{scratch}/clear", port, people(2)).send({"queued": 2}, status=69, says="530 5.7.0 Must issue a STARTTLS command first")
        Project(f"{scratch}/crossed", port, people(2), f'tls = "implicit"\n{trust}', host="localhost").send(
            {"queued": 2}, status=69, says='set tls = "starttls"')


def postfix_with_a_bad_certificate_gets_nothing(scratch):
    authority, other = Authority(f"{scratch}/ca"), Authority(f"{scratch}/other", "Other CA")
    trust = f'ca_file = "{authority.file}"'
    cases = {
        "expired": (authority.issue(expired=True), trust, "expired on 20"),
        "name": (authority.issue("elsewhere.example"), trust, "is not for localhost"),
        "unknown": (other.issue(), trust, 'vouched for by "Other CA"'),
        "selfsigned": (self_signed(scratch), trust, "is self-signed"),
        "system": (authority.issue(), "", "ca_file"),
    }
    for name, (pem, settings, says) in cases.items():
        with postfix(f"{scratch}/postfix-{name}", encrypted(pem)) as (port, wrapped):
            for mode, at in (("starttls", port), ("implicit", wrapped)):
                project = Project(f"{scratch}/{name}-{mode}", at, people(2), f'tls = "{mode}"\n{settings}', host="localhost")
                run = project.send({"queued": 2}, status=69, says="while starting TLS")
                assert says in run.stderr, f"{name}: {run.stderr}"
            with open(f"{scratch}/postfix-{name}/data/log") as log:
                assert " from=<" not in log.read(), f"{name}: mail went out"


def postfix_without_tls_gets_nothing(scratch):
    with postfix(f"{scratch}/postfix", "smtpd_tls_security_level = none\n") as (port, _):
        project = Project(f"{scratch}/project", port, people(2), 'tls = "starttls"', host="localhost")
        project.send({"queued": 2}, status=69, says="does not offer STARTTLS")
        with open(f"{scratch}/postfix/data/log") as log:
            assert " from=<" not in log.read(), "mail went out"


def postfix_lets_us_in_by_every_mechanism(scratch):
    authority = Authority(f"{scratch}/ca")
    pem = authority.issue()
    with Dovecot(f"{scratch}/dovecot", pem) as dovecot:
        settings = encrypted(pem) + f"""smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {dovecot.socket}
smtpd_tls_auth_only = yes
mynetworks =
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
"""
        with postfix(f"{scratch}/postfix", settings) as (port, wrapped):
            tls = f'tls = "starttls"\nca_file = "{authority.file}"'
            mechanisms = ["", "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"]
            for mechanism in mechanisms:
                named = f'\nauth = "{mechanism.lower()}"' if mechanism else ""
                project = Project(f"{scratch}/{mechanism or 'any'}", port, people(3), f"{tls}\n{AUTHENTICATED}{named}", host="localhost")
                project.send({"accepted": 3}, status=0)
                wrong = f'{tls}\nusername = "{USERNAME}"\npassword = {{ env = "WRONG_PASSWORD" }}{named}'
                Project(f"{scratch}/{mechanism or 'any'}-wrong", port, people(1), wrong, host="localhost").send(
                    {"queued": 1}, status=69, says="while authenticating: 535 5.7.8")
            assert len(wait_until_delivered(f"{scratch}/postfix/mail", 18)) == 18
            with open(f"{scratch}/postfix/data/log") as log:
                used = log.read()
            for mechanism in mechanisms[1:]:
                assert f"sasl_method={mechanism}, sasl_username={USERNAME}" in used, mechanism


CASES = [
    postfix_takes_a_thousand, postfix_takes_chunks, postfix_takes_mail_over_tls, postfix_with_a_bad_certificate_gets_nothing,
    postfix_without_tls_gets_nothing, postfix_lets_us_in_by_every_mechanism,
]
