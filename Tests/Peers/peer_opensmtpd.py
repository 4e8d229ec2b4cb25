"""OpenSMTPD: no PIPELINING, so one command at a time; DSN, 8BITMIME and SIZE.

Debian 12's package (6.8.0p2) finishes no TLS handshake, so this is in the clear; what becomes of a send to such a relay is tried too. Its
unprivileged process looks for the name of a key on the object that the TLS library asks to sign with, and OpenSSL 3 hands it a copy
without it: "missing private key", seen with RSA and ECDSA keys, TLS 1.2 and 1.3, and with key exchange by RSA. It offers AUTH over TLS only.
"""
import contextlib, os, shutil, subprocess

from certificates import Authority
from harness import Project, Skip, delivered_once, free_ports, needs_root, people, program, running

# Where the program looks is compiled in, so it gets a view of the file system of its own.
VIEW = """set -e
mkdir -p /usr/libexec/opensmtpd /var/lib/opensmtpd/empty /var/spool/smtpd
mount --make-rprivate /
mount --bind {libexec} /usr/libexec/opensmtpd
mount -t tmpfs -o mode=711 tmpfs /var/spool/smtpd
install -d -m 770 -o root -g opensmtpq /var/spool/smtpd/offline
install -d -m 700 -o opensmtpq -g root /var/spool/smtpd/purge
mount -t tmpfs tmpfs /var/run
exec {command} -d -f {folder}/smtpd.conf
"""


@contextlib.contextmanager
def opensmtpd(folder, authority):
    """An OpenSMTPD of its own that takes mail for peer.example into one Maildir: its port, and its port with TLS at once."""
    needs_root("opensmtpd")
    command = program("smtpd", "opensmtpd")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        raise Skip("no file system view of its own can be had here")
    port, wrapped = free_ports(2)
    os.makedirs(f"{folder}/mail")
    shutil.chown(f"{folder}/mail", "nobody", "nogroup")
    os.chmod(folder, 0o755)
    pem = authority.issue()
    os.chmod(pem, 0o600)
    with open(f"{folder}/smtpd.conf", "w") as file:
        file.write(f"""pki "relay.peer.example" cert "{pem}"
pki "relay.peer.example" key "{pem}"
smtp max-message-size 20K
table people {{ "gone@peer.example" = "error:550 5.1.1 no such user", "later@peer.example" = "error:450 4.2.0 come back", "@" = nobody }}
listen on 127.0.0.1 port {port} hostname relay.peer.example
listen on 127.0.0.1 port {wrapped} smtps pki "relay.peer.example" hostname relay.peer.example
action "keep" maildir "{folder}/mail" virtual <people>
match from any for domain "peer.example" action "keep"
""")
    libexec = f"{os.path.dirname(os.path.dirname(command))}/libexec/opensmtpd"
    view = VIEW.format(libexec=libexec, command=command, folder=folder)
    with running(["unshare", "-m", "bash", "-c", view], port, stderr=subprocess.DEVNULL):
        yield port, wrapped


def opensmtpd_takes_mail(scratch):
    authority, folder = Authority(f"{scratch}/ca"), f"{scratch}/opensmtpd"
    with opensmtpd(folder, authority) as (port, wrapped):
        rows = people(100) + ["gone@peer.example", "later@peer.example"]
        Project(f"{scratch}/project", port, rows).send({"accepted": 100, "refused": 1, "deferred": 1}, status=75)
        delivered_once(f"{folder}/mail", 100)
        tls = f'tls = "implicit"\nca_file = "{authority.file}"'
        Project(f"{scratch}/wrapped", wrapped, people(2), tls, host="localhost").send({"queued": 2}, status=69, says="while starting TLS")


CASES = [opensmtpd_takes_mail]
