"""Exim: CHUNKING, PIPELINING, SIZE, and its own reading of TLS."""
import contextlib, os, shutil, subprocess

from certificates import Authority
from harness import AUTHENTICATED, PASSWORD, Project, USERNAME, delivered_once, free_ports, needs_root, people, program, running


@contextlib.contextmanager
def exim(folder, certificates):
    """An Exim of its own that takes mail for peer.example into one Maildir: its port, its port with TLS at once, its authority."""
    needs_root("exim")
    command, authority = program("exim4", "exim"), Authority(certificates)
    port, wrapped = free_ports(2)
    for name in ("spool", "mail"):
        os.makedirs(f"{folder}/{name}")
        shutil.chown(f"{folder}/{name}", "nobody", "nogroup")
    pem = shutil.copy(authority.issue(), f"{folder}/relay.pem")
    shutil.chown(pem, "nobody", "nogroup")
    with open(f"{folder}/exim.conf", "w") as file:
        file.write(f"""exim_path = {command}
exim_user = nobody
exim_group = nogroup
never_users =
spool_directory = {folder}/spool
log_file_path = {folder}/spool/%slog
primary_hostname = relay.peer.example
daemon_smtp_ports = {port} : {wrapped}
tls_on_connect_ports = {wrapped}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = {pem}
domainlist local = peer.example
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
prdr_enable = true
smtputf8_advertise_hosts = *
dsn_advertise_hosts = *
message_size_limit = 20K

begin acl
rcpt:
  deny recipients = gone@peer.example
       message = 5.1.1 no such user
  defer recipients = later@peer.example
       message = 4.2.0 come back
  accept domains = +local

begin routers
here:
  driver = accept
  domains = +local
  transport = maildir

begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = {folder}/mail
  user = nobody
  group = nogroup

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USERNAME}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = ${{if and{{{{eq{{$auth1}}{{{USERNAME}}}}}{{eq{{$auth2}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth1
  server_advertise_condition = ${{if def:tls_in_cipher}}
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${{if eq{{$auth1}}{{{USERNAME}}}{{{PASSWORD}}}fail}}
  server_set_id = $auth1
  server_advertise_condition = ${{if def:tls_in_cipher}}
""")
    os.chown(f"{folder}/exim.conf", 0, 0)
    os.chmod(folder, 0o755)
    with running([command, "-C", f"{folder}/exim.conf", "-bdf", "-q1m"], port, stderr=subprocess.DEVNULL):
        yield port, wrapped, authority


def exim_takes_mail(scratch):
    with exim(f"{scratch}/exim", f"{scratch}/ca") as (port, wrapped, authority):
        trust = f'ca_file = "{authority.file}"'
        for name, at, tls in (("clear", port, "none"), ("starttls", port, "starttls"), ("implicit", wrapped, "implicit")):
            rows = [f"{name}{i}@peer.example" for i in range(50)] + ["gone@peer.example", "later@peer.example"]
            Project(f"{scratch}/{name}", at, rows, f'tls = "{tls}"\n{trust if tls != "none" else ""}', host="localhost").send(
                {"accepted": 50, "refused": 1, "deferred": 1}, 75)
        rows = [f"chunk{i}@peer.example" for i in range(50)] + ["gone@peer.example"]
        Project(f"{scratch}/chunk", port, rows, f'tls = "starttls"\nchunking = true\n{trust}', host="localhost").send(
            {"accepted": 50, "refused": 1}, 1)
        delivered_once(f"{scratch}/exim/mail", 200)
        with open(f"{scratch}/exim/spool/mainlog") as log:
            chunked = [line for line in log if " <= " in line and " K " in line]
        assert len(chunked) == 50, f"Exim saw {len(chunked)} chunks"


def exim_lets_us_in_by_every_mechanism(scratch):
    with exim(f"{scratch}/exim", f"{scratch}/ca") as (port, _, authority):
        tls = f'tls = "starttls"\nca_file = "{authority.file}"'
        for mechanism in ("plain", "login", "cram-md5"):
            Project(f"{scratch}/{mechanism}", port, people(3), f'{tls}\n{AUTHENTICATED}\nauth = "{mechanism}"', host="localhost").send(
                {"accepted": 3}, status=0)
            wrong = f'{tls}\nusername = "{USERNAME}"\npassword = {{ env = "WRONG_PASSWORD" }}\nauth = "{mechanism}"'
            Project(f"{scratch}/{mechanism}-wrong", port, people(1), wrong, host="localhost").send(
                {"queued": 1}, status=69, says="while authenticating: 535")
        with open(f"{scratch}/exim/spool/mainlog") as log:
            used = log.read()
        for authenticator in ("plain", "login", "cram"):
            assert used.count(f"A={authenticator}:{USERNAME}") == 3, authenticator


CASES = [exim_takes_mail, exim_lets_us_in_by_every_mechanism]
