"""The inbox page as a browser meets it: its answers and policies, and, where Chromium is here, whether a hostile message can do anything."""
import os, shutil, signal, socket, subprocess, tempfile, threading, time, urllib.error, urllib.request

from harness import MAILSHOT, Skip, free_ports

HOSTILE = """From: evil@example.com\r
To: victim@example.com\r
Subject: <script>document.title="pwned"</script> hostile\r
Content-Type: text/html; charset=utf-8\r
\r
<h1>hostile</h1><script>parent.document.title="pwned";fetch("http://127.0.0.1:{port}/script")</script>
<img src="http://127.0.0.1:{port}/image" onerror="parent.document.title='pwned'">
<link rel="stylesheet" href="http://127.0.0.1:{port}/style"><iframe src="http://127.0.0.1:{port}/frame"></iframe>
<style>@import url(http://127.0.0.1:{port}/import); h1 {{ background: url(http://127.0.0.1:{port}/background) }}</style>
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/refresh">
"""


class Inbox:
    """A project that sent its starter campaign, and the page that shows its outbox."""

    def __init__(self, scratch):
        self.folder = f"{scratch}/project"
        subprocess.run([MAILSHOT, "init", self.folder, "--quiet"], check=True)
        subprocess.run([MAILSHOT, "dkim", "generate", "--domain", "example.com", "--selector", "s1", "--key", "keys/s1.pem"],
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{self.folder}/mailshot.toml", "a") as file:
            file.write('\n[[dkim]]\ndomain = "example.com"\nselector = "s1"\nkey = { file = "keys/s1.pem" }\n')
        subprocess.run([MAILSHOT, "send", "welcome", "--yes", "--quiet"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.port, smtp = free_ports(2)
        self.process = subprocess.Popen([MAILSHOT, "sandbox", "--listen", f"127.0.0.1:{smtp}", "--inbox", f"127.0.0.1:{self.port}",
                                         "--quiet"], cwd=self.folder, stdout=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError("the inbox page does not listen")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0, "a signal ends the page in order"

    def get(self, path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()


def inbox_page_shows_what_came_in(scratch):
    with Inbox(scratch) as inbox:
        status, headers, page = inbox.get("/")
        assert status == 200 and "12 messages" in page and "default-src 'none'" in headers["Content-Security-Policy"], page[:300]
        assert inbox.get("/?q=yuki")[2].count('class="row"') == 1
        newest = inbox.get("/newest")[2]
        for view, words in (("html", "sandbox class"), ("text", "<pre>"), ("headers", "list-unsubscribe"), ("attachments", "Nothing is attached"),
                            ("check", "for examples")):
            status, _, page = inbox.get(f"/m/{newest}?view={view}")
            assert status == 200 and words in page, f"{view}: {page[-800:]}"
        assert "pass example.com s1" in page, "the signature is judged"
        status, headers, html = inbox.get(f"/m/{newest}/html?images=0")
        assert "<h1" in html and headers["Content-Security-Policy"].startswith("sandbox;") and "img-src 'none'" in headers["Content-Security-Policy"]
        assert inbox.get(f"/m/{newest}/source")[1]["Content-Type"].startswith("text/plain")
        assert inbox.get("/", Host="evil.example")[0] == 403, "a name that leads here reads nothing"
        for path in ("/m/..%2f..%2fmailshot.toml", "/m/nothing", f"/m/{newest}/part/0", f"/m/{newest}/part/x", "/m/%00"):
            assert inbox.get(path)[0] in (400, 404), path
        # What comes in while the page is open is there at the next look.
        with open(f"{inbox.folder}/outbox/new/9999999999.M1P1Q1.new", "w") as file:
            file.write("Subject: late\r\nTo: a@example.com\r\n\r\nx")
        assert inbox.get("/newest")[2] == "9999999999.M1P1Q1.new" and ">late<" in inbox.get("/lines")[2]


def inbox_page_gives_a_hostile_message_nothing(scratch):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        if os.environ.get("MAILSHOT_REQUIRE_PEERS") == "1":
            return  # A browser is a tool for looking, not a peer: what it needs weighs more than the rest together.
        raise Skip("chromium is not installed")
    asked = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            asked.append(client.recv(200))
            client.close()

    threading.Thread(target=listen, daemon=True).start()
    with Inbox(scratch) as inbox:
        with open(f"{inbox.folder}/outbox/new/9999999999.M1P1Q1.evil", "w") as file:
            file.write(HOSTILE.format(port=listener.getsockname()[1]))
        for path in ("/", "/m/9999999999.M1P1Q1.evil", "/m/9999999999.M1P1Q1.evil/html"):
            with tempfile.TemporaryDirectory() as profile:
                run = subprocess.run([chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--dump-dom",
                                      "--virtual-time-budget=3000", f"http://127.0.0.1:{inbox.port}{path}"], capture_output=True, text=True,
                                     timeout=60)
            assert "<title>pwned" not in run.stdout, f"{path}: a script ran"
            assert not asked, f"{path}: something left the page: {asked}"
    listener.close()


CASES = [inbox_page_shows_what_came_in, inbox_page_gives_a_hostile_message_nothing]
