"""What happened, what the ledger says, and whether the two agree.

The recording server is `mailshot sandbox --record`: it writes one line a message, on the disk, before it answers the dot, so its record
is what really happened. The oracle holds the ledger against it:

  1 conservation     every recipient is in exactly one state, and none is left in anybody's hands
  2 no loss          whoever is not refused, suppressed or in doubt was taken by the server
  3 no phantom       whoever is accepted was taken
  4 no silent copy   nobody was taken twice, or is about to be, but for doubts that are sent again on purpose, and all copies are the
                     same bytes
  5 bounded doubt    one kill leaves at most one message a connection in doubt
  6 audit            the counts that are kept are the counts that are there, and the file is sound
  7 progress         what was accepted stays accepted
"""
import collections, json, os, shutil, signal, socket, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAILSHOT = os.path.abspath(os.environ.get("MAILSHOT", f"{ROOT}/.build/debug/mailshot"))
HELD = ("queued", "leased", "transmitting", "deferred")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=30, what="it"):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come within {seconds} s")
        time.sleep(0.01)


class Recorder:
    """The recording server on a port of its own; it can be stopped and started again."""

    def __init__(self, record, store=None):
        self.record, self.store, self.port, self.process = record, store, free_port(), None
        open(record, "a").close()
        self.start()

    def start(self):
        words = [MAILSHOT, "sandbox", "--listen", f"127.0.0.1:{self.port}", "--record", self.record, "--quiet"]
        words += ["--store", self.store] if self.store else []
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.answers, what="the recording server")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()

    def entries(self):
        with open(self.record) as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def count(self):
        with open(self.record, "rb") as file:
            return file.read().count(b"\n")

    def taken(self):
        """Messages taken, by address: the SHA-256 of each copy."""
        copies = collections.defaultdict(list)
        for entry in self.entries():
            if entry["verdict"] in ("accepted", "unanswered"):
                copies[entry["recipient"].lower()].append(entry["sha256"])
        return copies


class Project:
    """A project whose one relay is the recorder, with a campaign `welcome`."""

    def __init__(self, folder, recorder, addresses, connections=4, extra=""):
        self.folder, self.recorder, self.connections = folder, recorder, connections
        self.environment = {}
        subprocess.run([MAILSHOT, "init", folder, "--quiet"], check=True)
        with open(f"{folder}/mailshot.toml", "a") as file:
            file.write(f'\n[[relay]]\nname = "recorder"\nhost = "127.0.0.1"\nport = {recorder.port}\ntls = "none"\n'
                       f"max_connections = {connections}\nmessages_per_connection = 500\n")
        self.write_list(addresses, extra)

    def write_list(self, addresses, extra=""):
        """The list; every row carries `extra` in a column of its own, to make rows as large as a test needs."""
        self.recipients = len(addresses)
        with open(f"{self.folder}/lists/sample.csv", "w") as file:
            file.write("email,first_name,extra\n" + "".join(f"{each},Person {i},{extra}\n" for i, each in enumerate(addresses)))

    def command(self, *words):
        return [MAILSHOT, *words, "-C", self.folder]

    def mailshot(self, *words, before=(), environment=None, **options):
        """Runs a command, behind the words of `before` (strace …), and waits for it."""
        return subprocess.run(
            [*before, *self.command(*words)], capture_output=True, text=True, timeout=options.pop("timeout", 120),
            env={**os.environ, **self.environment, **(environment or {})}, **options)

    SEND = ("send", "welcome", "--yes", "--resume", "--quiet", "--format", "json")

    def send(self, *words, **options):
        return self.mailshot(*self.SEND, *words, **options)

    def start(self, *words, before=(), environment=None, **options):
        """Starts a send without waiting for it; `finish` does."""
        return subprocess.Popen(
            [*before, *self.command(*self.SEND, *words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **self.environment, **(environment or {})}, **options)

    def counts(self, campaign="welcome"):
        output = self.mailshot("status", campaign, "--format", "json").stdout
        return json.loads(output) if output else None

    def states(self):
        run = self.mailshot("report", "welcome", "--messages", "--format", "ndjson")
        assert run.returncode == 0, f"report exits {run.returncode}: {run.stderr.strip()}"
        return {message["email"].lower(): message for message in map(json.loads, run.stdout.splitlines())}

    def judge(self, policy="hold", settled=None, finished=False):
        """The rules, as a list of what is broken.

        `settled` holds who was accepted before, and learns who is now. With `finished` nobody may be left to send.
        """
        broken = []
        check = self.mailshot("ledger", "check", "--format", "json")
        if check.returncode != 0:
            broken.append(f"6 audit: {check.stdout}{check.stderr}")
        states, taken = self.states(), self.recorder.taken()
        if len(states) != self.recipients:
            broken.append(f"1 conservation: {len(states)} recipients of {self.recipients}")
        for email, message in states.items():
            copies = taken.get(email, [])
            if message["state"] == "accepted" and not copies:
                broken.append(f"3 phantom: {email}")
            # An attempt counts once its end is known, be it doubt.
            attempts = message["attempts"] + (message["state"] == "transmitting")
            if len(copies) > (max(1, attempts) if policy == "resend" else 1):
                broken.append(f"4 copy: {email} was taken {len(copies)} times, {message}")
            if len(set(copies)) > 1:
                broken.append(f"4 copies differ: {email}")
        for email in taken:
            if email not in states:
                broken.append(f"1 conservation: {email} was taken and is not in the ledger")
            elif policy == "hold" and states[email]["state"] not in ("accepted", "transmitting", "uncertain"):
                broken.append(f"4 copy to come: {email} was taken and is {states[email]['state']}")
        for email in settled or ():
            state = states[email]["state"] if email in states else "gone"
            if state != "accepted":
                broken.append(f"7 progress: {email} was accepted and is {state}")
        if settled is not None:
            settled.update(email for email, message in states.items() if message["state"] == "accepted")
        if finished:
            left = [f"{email} is {message['state']}" for email, message in states.items() if message["state"] in HELD]
            if left:
                broken.append(f"2 loss: {len(left)} were never settled, {left[0]}")
        return broken


def finish(process, timeout=120):
    """Waits for a process that `start` made."""
    output, error = process.communicate(timeout=timeout)
    return subprocess.CompletedProcess(process.args, process.returncode, output, error)


def doubt(counts):
    """Messages whose fate the ledger does not know: rows of a dead run become uncertain when the next one starts."""
    return counts["uncertain"] + counts["transmitting"] if counts else 0


def people(number, local="person"):
    return [f"{local}{i}@example.org" for i in range(number)]


class Skip(Exception):
    """What a case needs is not there."""


class Bench:
    """Runs cases, each in a folder of its own, and prints one line a case."""

    def __init__(self, wanted=()):
        self.wanted, self.passed, self.failed, self.skipped = wanted, 0, 0, 0

    def case(self, name, body):
        """`body(folder)` gives what it saw as a text, and raises what is wrong."""
        if self.wanted and not any(word in name for word in self.wanted):
            return
        folder = tempfile.mkdtemp(prefix="mailshot-crash-")
        self.recorders, start = [], time.monotonic()
        try:
            seen = body(folder)
            self.passed += 1
            print(f"ok    {name}: {seen} ({time.monotonic() - start:.1f} s)", flush=True)
        except Skip as reason:
            self.skipped += 1
            print(f"SKIP  {name}: {reason}", flush=True)
        except (AssertionError, subprocess.SubprocessError, OSError, KeyError, ValueError, TypeError) as problem:
            self.failed += 1
            print(f"FAIL  {name}: {type(problem).__name__}: {problem}", flush=True)
        finally:
            for recorder in self.recorders:
                recorder.stop(signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)

    def project(self, folder, addresses, store=None, **options):
        """A project in `folder`/project and its recorder beside it."""
        recorder = Recorder(f"{folder}/record.jsonl", store)
        self.recorders.append(recorder)
        return Project(options.pop("at", f"{folder}/project"), recorder, addresses, **options)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else ""))
        return 1 if self.failed else 0
