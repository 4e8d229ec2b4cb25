"""The inbox page as a browser meets it: its answers and policies, and, where Chromium is here, whether a hostile message can do anything."""
import glob, os, re, signal, socket, subprocess, threading, time, urllib.error, urllib.request

from browser import Browser
from harness import MAILSHOT, free_port, free_ports, wait_for

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
        newest, count = inbox.get("/newest")[2].split()
        assert count == "12"
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
        assert inbox.get("/newest")[2] == "9999999999.M1P1Q1.new 13" and ">late<" in inbox.get("/")[2]


def inbox_page_gives_a_hostile_message_nothing(scratch):
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
    with Browser() as browser, Inbox(scratch) as inbox:
        with open(f"{inbox.folder}/outbox/new/9999999999.M1P1Q1.evil", "w") as file:
            file.write(HOSTILE.format(port=listener.getsockname()[1]))
        for path in ("/", "/m/9999999999.M1P1Q1.evil", "/m/9999999999.M1P1Q1.evil/html"):
            browser.open(f"http://127.0.0.1:{inbox.port}{path}")
            time.sleep(1.5)
            assert "pwned" not in browser.value("document.title").replace('document.title="pwned"', ""), f"{path}: a script ran"
            assert not asked, f"{path}: something left the page: {asked}"
    listener.close()


def inbox_page_is_well_at_every_width(scratch):
    with Browser() as browser, Inbox(scratch) as inbox:
        here = f"http://127.0.0.1:{inbox.port}"
        message = inbox.get("/newest")[2].split()[0]
        pages = ["/", "/?q=nobody"] + [f"/m/{message}?view={view}{more}" for view, more in (
            ("html", ""), ("html", "&width=375"), ("html", "&scheme=dark&width=375"), ("html", "&images=0"), ("text", ""), ("headers", ""),
            ("attachments", ""), ("check", ""))]
        for width, height in ((1280, 800), (375, 667)):
            browser.resize(width, height)
            for page in pages:
                browser.open(here + page)
                wide = browser.value("document.documentElement.scrollWidth")
                assert wide <= width, f"{page} is {wide} wide on a screen of {width}"
        assert not browser.said(), browser.said()
        elsewhere = [address for address in browser.requests() if not address.startswith((here, "data:", "about:"))]
        assert not elsewhere, f"the page asked for {elsewhere}"
        # The keyboard reaches every link, in the page's order, and opens one.
        browser.open(here + "/")
        links = browser.value("[...document.querySelectorAll('a,input,button')].length")
        reached = []
        for _ in range(links):
            browser.press("Tab")
            reached.append(browser.value("document.activeElement.getAttribute('href')||document.activeElement.tagName"))
        assert reached == browser.value("[...document.querySelectorAll('a,input,button')].map(e=>e.getAttribute('href')||e.tagName)"), reached
        browser.press("Enter")
        browser.wait("location.pathname.startsWith('/m/')")
        assert not browser.said(), browser.said()


def inbox_command_shows_a_campaign_while_it_is_sent(scratch):
    folder = f"{scratch}/project"
    subprocess.run([MAILSHOT, "init", folder, "--quiet"], check=True)
    with open(f"{folder}/lists/sample.csv", "w") as file:
        file.write("email,first_name\n" + "".join(f"slow-40ms+{i}@example.org,Person {i}\n" for i in range(400)))
    port = free_port()
    page = subprocess.Popen([MAILSHOT, "inbox", "-C", folder, "--listen", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True)
    try:
        assert page.stdout.readline() == f"http://127.0.0.1:{port}/\n"
        with Browser() as browser:
            browser.open(f"http://127.0.0.1:{port}/")
            assert browser.value("document.querySelector('h1').textContent") == "0 messages"
            send = subprocess.Popen([MAILSHOT, "send", "welcome", "--yes", "--quiet", "-C", folder], stdout=subprocess.DEVNULL)
            browser.wait("document.querySelectorAll('#found li').length > 0")
            seen = browser.value("parseInt(document.querySelector('h1').textContent)")
            assert send.poll() is None and 0 < seen < 400, f"{seen} messages are shown when the campaign is over"
            assert send.wait(60) == 0
            browser.wait("document.querySelector('h1').textContent === '400 messages'")
            assert browser.value("document.querySelectorAll('#found li').length") == 200 and not browser.said(), browser.said()
    finally:
        page.send_signal(signal.SIGTERM)
        assert page.wait(10) == 0


def preview_opens_a_page_that_is_gone_afterwards(scratch):
    folder = f"{scratch}/project"
    subprocess.run([MAILSHOT, "init", folder, "--quiet"], check=True)
    with open(f"{folder}/lists/sample.csv", "w") as file:
        file.write("email,first_name\nann@example.org,Ann\nbob@example.org,\ncy@example.org,Cyrillische Maximiliane von und zu\n")
    os.mkdir(f"{scratch}/bin")
    with open(f"{scratch}/bin/xdg-open", "w") as file:
        file.write(f"#!/bin/sh\ntouch {scratch}/opened\n")
    os.chmod(f"{scratch}/bin/xdg-open", 0o755)
    # No desktop may be asked: there is no terminal.
    page = subprocess.Popen([MAILSHOT, "preview", "welcome", "--open"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, "TMPDIR": scratch, "DISPLAY": ":99", "PATH": f"{scratch}/bin:{os.environ['PATH']}"})
    address = page.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address), address
    wait_for(int(address.rstrip("/").rsplit(":", 1)[1]))
    with urllib.request.urlopen(address) as answer:
        text = answer.read().decode()
    assert text.index("first row, lists/sample.csv:2") < text.index("shortest, lists/sample.csv:3") < text.index("longest, "), text
    with Browser() as browser:
        browser.open(address)
        browser.value("document.querySelector('#found a').click()")
        browser.wait("location.pathname.startsWith('/m/') && document.readyState === 'complete'")
        assert "first row, lists/sample.csv:2" in browser.value("document.body.textContent") and not browser.said(), browser.said()
    page.send_signal(signal.SIGINT)
    assert page.wait(10) == 0 and "previews" in page.stderr.read()
    assert not glob.glob(f"{scratch}/mailshot-preview-*"), "the previews are gone"
    assert not os.path.exists(f"{scratch}/opened") and not os.path.exists(f"{folder}/outbox"), "nothing was opened, nothing sent"


CASES = [inbox_page_shows_what_came_in, inbox_page_gives_a_hostile_message_nothing, inbox_page_is_well_at_every_width,
         inbox_command_shows_a_campaign_while_it_is_sent, preview_opens_a_page_that_is_gone_afterwards]
