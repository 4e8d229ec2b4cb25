"""`mailshot serve` as people and their programs meet it: pages in a browser, TLS, sockets of systemd, and its end."""
import email, glob, http.client, json, os, re, shutil, signal, socket, ssl, subprocess, time
from email import policy
from urllib.parse import urlsplit

from browser import Browser
from certificates import Authority
from harness import MAILSHOT, free_ports

# What an accessibility checker asks of a page, as far as it can be asked by a program: WCAG 2.2, level AA and better.
AUDIT = """(() => {
  const found = [];
  const say = (what, e) => found.push(what + (e ? ': ' + e.outerHTML.slice(0, 80) : ''));
  if (!document.documentElement.lang) say('no language');
  if (!document.title.trim()) say('no title');
  if (document.querySelectorAll('h1').length !== 1) say('not one h1');
  if (document.querySelectorAll('main').length !== 1) say('not one main');
  if (document.querySelector('script,img,iframe,link[rel=stylesheet]')) say('loads something');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) say('an id twice');
  for (const e of document.querySelectorAll('input:not([type=hidden]),select,textarea'))
    if (!(e.labels && e.labels.length && e.labels[0].innerText.trim())) say('no label', e);
  for (const e of document.querySelectorAll('button,a')) if (!e.innerText.trim()) say('no name', e);
  for (const e of document.querySelectorAll('fieldset')) if (!e.querySelector('legend') || !e.querySelector('legend').innerText.trim()) say('no legend', e);
  for (const e of document.querySelectorAll('button,label')) if (e.getBoundingClientRect().height < 44) say('smaller than 44 pixels', e);
  const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2] };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c) && c !== 'transparent') return c } return 'rgb(255, 255, 255)' };
  for (const e of document.querySelectorAll('h1,p,a,button,label,legend')) {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 7) say('contrast ' + ratio.toFixed(1), e);
  }
  if (document.documentElement.scrollWidth > innerWidth) say('wider than the screen');
  return found;
})()"""

LANGUAGES = {"en": "Unsubscribe", "de": "Abmelden", "fr": "Se désabonner", "es": "Darse de baja"}


class Served:
    """A project that sent its starter campaign, and the server its links lead to."""

    def __init__(self, scratch, serve="", arguments=(), **more):
        self.folder = f"{scratch}/project"
        subprocess.run([MAILSHOT, "init", self.folder, "--quiet"], check=True)
        self.port, self.metrics = free_ports(2)
        with open(f"{self.folder}/campaigns/welcome.toml") as file:
            campaign = file.read()
        if "\nlist" not in campaign:
            with open(f"{self.folder}/campaigns/welcome.toml", "w") as file:
                file.write('list = "news"\n' + campaign)
        with open(f"{self.folder}/mailshot.toml") as file:
            settings = re.sub(r"\[tracking\]\n.*?\n(?=\n|$)", "", file.read(), flags=re.S)
        with open(f"{self.folder}/mailshot.toml", "w") as file:
            file.write(f'{settings}\n[tracking]\nbase_url = "http://127.0.0.1:{self.port}"\nopens = true\nclicks = true\n\n[serve]\n'
                       f'metrics_listen = "127.0.0.1:{self.metrics}"\n{serve}\n')
        self.run("send", "welcome", "--yes", "--quiet")
        self.arguments, self.more = list(arguments) or ["--listen", f"127.0.0.1:{self.port}"], more
        self.links = sorted(filter(None, (self._links(path) for path in glob.glob(f"{self.folder}/outbox/new/*"))), key=str)

    def run(self, *arguments):
        return subprocess.run([MAILSHOT, *arguments], cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def start(self):
        self.process = subprocess.Popen([MAILSHOT, "serve", "--quiet", *self.arguments], cwd=self.folder, stdout=subprocess.DEVNULL, **self.more)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.process.poll() is None, "the server ended"
            time.sleep(0.05)
        raise AssertionError("the server does not listen")

    __enter__ = start

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0, "a signal ends the server in order"

    @staticmethod
    def _links(path):
        """What a message links to, by kind: u, p, v, o and the counted ones."""
        with open(path, "rb") as file:
            message = email.message_from_binary_file(file, policy=policy.default)
        html = message.get_body(("html",)).get_content()
        found = {"to": message["To"], "header": message["List-Unsubscribe"].strip("<>")}
        for link in re.findall(r'(?:href|src)="(http://127[^"]+)"', html):
            kind = urlsplit(link).path.split("/")[1]
            found.setdefault(kind, []).append(link)
        return found

    def suppressed(self):
        return [line["target"] for line in map(json.loads, self.run("suppressions", "list", "--format", "ndjson").splitlines()) if "target" in line]


def serve_pages_are_well_in_every_language_and_at_every_width(scratch):
    with Browser() as browser, Served(scratch) as served:
        leave, preferences = served.links[0]["u"][0], served.links[0]["p"][0]
        for language, title in LANGUAGES.items():
            browser.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": f"{language}-XX,{language};q=0.9"})
            for width, height in ((1280, 800), (375, 667), (320, 568)):
                browser.resize(width, height)
                for scheme in ("light", "dark"):
                    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
                    for page in (leave, preferences, f"{leave}x"):
                        browser.open(page)
                        findings = browser.value(AUDIT)
                        assert not findings, f"{page} in {language}, {scheme}, {width}: {findings}"
                        assert browser.value("document.documentElement.lang") == language
            browser.open(leave)
            assert browser.value("document.title") == title
        said = [line for line in browser.said() if "404" not in line]
        assert not said, said
        elsewhere = [address for address in browser.requests() if not address.startswith((f"http://127.0.0.1:{served.port}/", "about:"))]
        assert not elsewhere, f"a page asked for {elsewhere}"
        assert served.suppressed() == []


def serve_unsubscribes_and_takes_back_by_keyboard_alone(scratch):
    with Browser() as browser, Served(scratch) as served:
        browser.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": "en"})
        browser.call("Network.setBlockedURLs", urls=["*.gif", "*.png", "*.jpg"])
        browser.resize(375, 667)
        browser.open(served.links[0]["u"][0])
        browser.press("Tab")
        assert browser.value("document.activeElement.name") == "leave"
        assert browser.value("getComputedStyle(document.activeElement).outlineStyle") != "none", "nothing shows where the keyboard is"
        browser.press("Enter")
        browser.wait("document.title === 'You are unsubscribed'")
        assert served.suppressed() == [served.links[0]["to"]]
        assert not browser.value(AUDIT), browser.value(AUDIT)
        browser.press("Tab")
        browser.press("Enter")
        browser.wait("document.body.innerText.includes('It is undone')")
        assert served.suppressed() == []
        # The list can be left by itself on the other page.
        browser.press("Tab")
        browser.press("Enter")
        browser.wait("document.title === 'Your preferences'")
        browser.value("document.getElementById('leave1').click()")
        browser.value("document.querySelector('button').click()")
        browser.wait("document.body.innerText.includes('Your preferences are saved.')")
        assert not browser.value(AUDIT), browser.value(AUDIT)
        assert served.suppressed() == [served.links[0]["to"]]
        assert not browser.said(), browser.said()


def serve_answers_every_link_of_every_message(scratch):
    with Served(scratch) as served:
        assert len(served.links) == 12
        for links in served.links:
            assert links["header"] == links["u"][0]
            for method in ("GET", "HEAD"):
                for link in links["u"] + links["p"] + links["v"] + links["o"]:
                    assert ask(served.port, method, link).status == 200, link
                for link in links["c"]:
                    answer = ask(served.port, method, link)
                    assert answer.status == 302 and answer.getheader("Location").startswith("https://example.com/"), link
        assert served.suppressed() == []
        for links in served.links:
            for _ in range(2):
                assert ask(served.port, "POST", links["header"], "List-Unsubscribe=One-Click").status == 200
        assert sorted(served.suppressed()) == sorted(links["to"] for links in served.links)
        report = json.loads(served.run("report", "welcome", "--format", "json"))
        # A program that asks for everything at once, by HEAD before, is no reader.
        assert report["unsubscribes"] == 12 and report["opens"]["machine"] == 12 and report["opens"]["total"] == 0, report


def ask(port, method, link, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, urlsplit(link).path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
    answer = connection.getresponse()
    answer.read()
    return answer


def serve_takes_over_a_new_certificate_while_it_runs(scratch):
    authority = Authority(f"{scratch}/ca")
    def serial(port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain, \
                ssl.create_default_context(cafile=authority.file).wrap_socket(plain, server_hostname="localhost") as secure:
            secure.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert secure.recv(100).startswith(b"HTTP/1.1 200")
            return secure.getpeercert()["serialNumber"]
    file = f"{scratch}/server.pem"
    shutil.copy(authority.issue(), file)
    with Served(scratch, f'certificate = "{file}"\nkey = "{file}"') as served:
        first = serial(served.port)
        with open(file, "w") as broken:
            broken.write("half a certificate")
        time.sleep(1.1)
        assert serial(served.port) == first, "a broken file changes nothing"
        shutil.copy(authority.issue(), file)
        time.sleep(1.1)
        assert serial(served.port) != first


def serve_takes_the_socket_systemd_opened(scratch):
    listening = socket.create_server(("127.0.0.1", 0))
    # A shell tells its own number, which stays the same through exec: only the program itself is meant by LISTEN_PID.
    served = Served(scratch)
    served.port = listening.getsockname()[1]
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notices.bind(f"{scratch}/notify")
    notices.settimeout(20)
    served.process = subprocess.Popen(
        ["sh", "-c", 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" serve --quiet --metrics off', MAILSHOT], cwd=served.folder,
        preexec_fn=lambda: os.dup2(os.dup2(listening.fileno(), 103), 3), close_fds=False, env=os.environ | {"NOTIFY_SOCKET": f"{scratch}/notify"})
    assert notices.recv(100) == b"READY=1"
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("GET", "/ready")
    assert connection.getresponse().status == 200
    served.__exit__()


CASES = [
    serve_answers_every_link_of_every_message, serve_pages_are_well_in_every_language_and_at_every_width,
    serve_unsubscribes_and_takes_back_by_keyboard_alone, serve_takes_over_a_new_certificate_while_it_runs, serve_takes_the_socket_systemd_opened,
]
