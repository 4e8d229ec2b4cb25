"""What every peer needs: a port, a project, a campaign that is sent, and the ledger's word on it."""
import base64, contextlib, email, email.policy, glob, json, os, shutil, signal, socket, subprocess, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = f"{ROOT}/.build/tools"
MAILSHOT = os.environ.get("MAILSHOT", f"{ROOT}/.build/debug/mailshot")


class Skip(Exception):
    """The peer is not here."""

    # Whether it may be missing where all peers are required.
    optional = False


def program(name, package):
    """Where a program of the system, or of a package that is only unpacked, lies."""
    found = shutil.which(name, path=f"/usr/sbin:/usr/bin:{TOOLS}/{package}/usr/sbin:{TOOLS}/{package}/usr/bin")
    if not found:
        raise Skip(f"{package} is not installed")
    return found


def needs_root(name):
    if os.getuid() != 0:
        raise Skip(f"{name} needs root")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_ports(count):
    """So many ports, each another."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(port):
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


@contextlib.contextmanager
def running(command, port, **options):
    """A server in a process group of its own, until the end of the block."""
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, **options)
    try:
        wait_for(port)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Project:
    """A project whose only relay is the peer."""

    def __init__(self, folder, port, rows, relay='tls = "none"', host="127.0.0.1", retry=""):
        self.folder = folder
        subprocess.run([MAILSHOT, "init", folder, "--quiet"], check=True)
        with open(f"{folder}/mailshot.toml", "a") as file:
            file.write(f'\n[[relay]]\nname = "peer"\nhost = "{host}"\nport = {port}\n{relay}\n{retry}\n')
        with open(f"{folder}/lists/sample.csv", "w") as file:
            file.write("email,first_name\n")
            for row in rows:
                file.write(f"{row},Zoë\n")

    def run(self, *words):
        """A command whose result is JSON."""
        return self.run_plainly(*words, "--format", "json")

    def run_plainly(self, *words):
        return subprocess.run(
            [MAILSHOT, *words, "-C", self.folder], capture_output=True, text=True, timeout=60,
            stdin=subprocess.DEVNULL, env={**os.environ, "PEER_PASSWORD": PASSWORD, "WRONG_PASSWORD": "wrong-password"})

    def send(self, expected, status, says=""):
        """Sends, and holds the counts, the exit status, the ledger's check and a part of what a person reads to what is expected."""
        run = self.run("send", "welcome", "--yes", "--trace", f"{self.folder}/trace")
        # A send that cannot go on says why on stderr and prints no result; the ledger knows the counts all the same.
        result = json.loads(run.stdout or self.run("status", "welcome").stdout)
        got = {state: result[state] for state in ("accepted", "refused", "deferred", "queued", "uncertain")}
        wanted = dict.fromkeys(got, 0) | expected
        assert got == wanted, f"{got}, not {wanted}: {run.stderr}"
        assert run.returncode == status, f"exit {run.returncode}, not {status}: {run.stderr}"
        assert says in run.stderr, f"not {says!r} but {run.stderr!r}"
        self.check()
        self.check_trace(run.stdout + run.stderr)
        return run

    def check_trace(self, said):
        """The trace is its owner's alone, and no spelling of a password is in it, nor in what the command said."""
        assert os.stat(f"{self.folder}/trace").st_mode & 0o777 == 0o600
        with open(f"{self.folder}/trace", "rb") as file:
            seen = file.read() + said.encode()
        for password in (PASSWORD, "wrong-password"):
            for spelling in [password.encode()] + [within(password.encode(), shift) for shift in range(3)]:
                assert spelling not in seen, f"{spelling} in {seen[:3000]}"

    def check(self):
        check = self.run("ledger", "check")
        assert check.returncode == 0 and json.loads(check.stdout)["ok"], check.stdout


USERNAME, PASSWORD = "news@peer.example", "correct horse"
AUTHENTICATED = f'username = "{USERNAME}"\npassword = {{ env = "PEER_PASSWORD" }}'


def within(secret, shift):
    """The base64 of a secret that begins so many octets into three, without the letters that its neighbours share."""
    encoded = base64.b64encode(b"\0" * shift + secret).rstrip(b"=")
    return encoded[4 if shift else 0:-1]


def people(count, domain="peer.example"):
    return [f"person{i}@{domain}" for i in range(count)]


def wait_until_delivered(maildir, count):
    """The files of a Maildir once there are so many."""
    for _ in range(600):
        found = glob.glob(f"{maildir}/new/*")
        if len(found) >= count:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{len(glob.glob(f'{maildir}/new/*'))} of {count} messages were delivered")


def read_whole(raw):
    """A message as Python's parser sees it, without a defect and with the name it was personalised with."""
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    parts = list(message.walk())
    defects = [d for part in parts for d in part.defects] + [d for _, value in message.items() for d in getattr(value, "defects", [])]
    assert not defects, f"{defects} in {raw[:2000]!r}"
    assert message["List-Unsubscribe"] and message["Message-ID"] and message["To"], raw[:2000]
    html, text = message.get_body(("html",)).get_content(), message.get_body(("plain",)).get_content()
    assert "Zoë" in html and "Zoë" in text, raw[:2000]
    return message


def delivered_once(maildir, count):
    """So many whole messages lie there, each for another person."""
    seen = set()
    paths = wait_until_delivered(maildir, count)
    for path in paths:
        with open(path, "rb") as file:
            seen.add(read_whole(file.read())["To"])
    assert len(paths) == len(seen) == count, f"{len(paths)} messages for {len(seen)} people, not {count}"
