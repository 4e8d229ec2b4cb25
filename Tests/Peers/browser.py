"""A headless Chromium that is told what to do over its debugging pipe: no driver, no package."""
import json, os, select, shutil, signal, subprocess, tempfile, time

from harness import Skip


class Browser:
    """One page; what it logs and what it asks for is kept."""

    def __init__(self, width=1280, height=800):
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if not chromium:
            skip = Skip("chromium is not installed")
            # A browser is a tool for looking, not a peer: what it needs weighs more than the rest together.
            skip.optional = True
            raise skip
        self.profile = tempfile.mkdtemp()
        to_browser, self.out = os.pipe()
        self.incoming, from_browser = os.pipe()
        # The browser reads commands from descriptor 3 and writes to 4.
        def descriptors():
            high = [os.dup2(fd, n) for fd, n in ((to_browser, 103), (from_browser, 104))]
            for fd, n in zip(high, (3, 4)):
                os.dup2(fd, n)
        self.process = subprocess.Popen(
            [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe", f"--user-data-dir={self.profile}",
             f"--window-size={width},{height}"], preexec_fn=descriptors, close_fds=False, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.buffer, self.events, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.resize(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.out)
        os.close(self.incoming)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters} | ({"sessionId": self.session} if self.session else {})
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next(30)
            assert answer is not None, f"the browser does not answer {method}"
            if answer.get("id") == self.number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.events.append(answer)

    def _next(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            if not select.select([self.incoming], [], [], max(0, end - time.monotonic()))[0]:
                return None
            octets = os.read(self.incoming, 1 << 16)
            assert octets, "the browser is gone"
            self.buffer += octets
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def open(self, address):
        """Goes to an address and waits until it is loaded, frames and all."""
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def value(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, condition, seconds=20):
        """Waits until an expression is true."""
        end = time.monotonic() + seconds
        while not self.value(condition):
            assert time.monotonic() < end, f"never: {condition}"
            time.sleep(0.05)

    def press(self, key):
        for kind in ("rawKeyDown", "keyUp"):
            codes = {"Tab": 9, "Enter": 13}
            text = {"text": "\r"} if key == "Enter" and kind == "rawKeyDown" else {}
            self.call("Input.dispatchKeyEvent", type="keyDown" if text else kind, key=key, code=key,
                      windowsVirtualKeyCode=codes[key], **text)

    def said(self):
        """What the console and the log have: nothing, on a page that is well."""
        self.call("Runtime.evaluate", expression="1")
        said = []
        for event in self.events:
            if event["method"] == "Runtime.consoleAPICalled":
                said.append(str(event["params"]["args"]))
            elif event["method"] == "Runtime.exceptionThrown":
                said.append(event["params"]["exceptionDetails"]["text"])
            elif event["method"] == "Log.entryAdded":
                said.append(event["params"]["entry"]["text"])
        return said

    def requests(self):
        """Every address that was asked for."""
        return [event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"]
