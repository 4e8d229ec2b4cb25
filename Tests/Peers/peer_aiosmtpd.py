"""aiosmtpd: another implementation's STARTTLS, AUTH, SMTPUTF8 and SIZE, and what the messages look like when they come out of it."""
import json, os, subprocess, sys

from certificates import Authority
from harness import AUTHENTICATED, PASSWORD, Project, Skip, TOOLS, USERNAME, free_port, people, read_whole, running

SERVER = '''
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

out, port, pem, mode, user, password = sys.argv[1:]
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(pem)
file = open(out, "ab", buffering=0)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        file.write(json.dumps([envelope.mail_from, envelope.rcpt_tos, envelope.content.decode("latin-1")]).encode() + b"\\n")
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login.decode(), data.password.decode()) == (user, password), handled=False)


def factory():
    secured = {"tls_context": tls, "require_starttls": True} if mode == "starttls" else {"auth_require_tls": False}
    return SMTP(Handler(), hostname="relay.peer.example", enable_SMTPUTF8=True, auth_required=True, authenticator=authenticate,
                data_size_limit=65536, **secured)


async def main():
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", int(port), ssl=tls if mode == "implicit" else None)
    await server.serve_forever()

asyncio.run(main())
'''


def interpreter():
    for python in (f"{TOOLS}/venv/bin/python", sys.executable):
        if os.path.exists(python) and os.system(f"'{python}' -c 'import aiosmtpd' 2>/dev/null") == 0:
            return python
    raise Skip("aiosmtpd is not installed")


def aiosmtpd_takes_mail(scratch):
    python, authority = interpreter(), Authority(f"{scratch}/ca")
    pem, trust = authority.issue(), f'ca_file = "{authority.file}"'
    for mode in ("starttls", "implicit"):
        port, out = free_port(), f"{scratch}/{mode}.ndjson"
        with running([python, "-W", "ignore", "-c", SERVER, out, str(port), pem, mode, USERNAME, PASSWORD], port, stderr=subprocess.DEVNULL):
            for mechanism in ("plain", "login"):
                relay = f'tls = "{mode}"\n{trust}\n{AUTHENTICATED}\nauth = "{mechanism}"'
                rows = people(25, f"{mechanism}.example") + [f"gone@{mechanism}.example", f"zoë@{mechanism}.example"]
                Project(f"{scratch}/{mode}-{mechanism}", port, rows, relay, host="localhost").send({"accepted": 26, "refused": 1}, status=1)
            wrong = f'tls = "{mode}"\n{trust}\nusername = "{USERNAME}"\npassword = {{ env = "WRONG_PASSWORD" }}'
            Project(f"{scratch}/{mode}-wrong", port, people(5), wrong, host="localhost").send(
                {"queued": 5}, status=69, says="while authenticating: 535 5.7.8")
        with open(out) as file:
            taken = [json.loads(line) for line in file]
        assert len(taken) == len({recipients[0] for _, recipients, _ in taken}) == 52, f"{len(taken)} messages"
        for _, recipients, content in taken:
            assert len(recipients) == 1, recipients
            # Python's parser calls a header of RFC 6532 a defect; that one is seen to carry the address as it is.
            raw = content.encode("latin-1")
            if recipients[0].isascii():
                read_whole(raw)
            else:
                assert f"\r\nTo: {recipients[0]}\r\n".encode() in raw, raw[:500]


CASES = [aiosmtpd_takes_mail]
