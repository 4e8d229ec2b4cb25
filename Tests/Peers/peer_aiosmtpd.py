"""aiosmtpd: another implementation's STARTTLS, AUTH, SMTPUTF8 and SIZE, and what the messages look like when they come out of it.

With scramp, which reckons SCRAM for it, it is also the one relay here that binds SCRAM to the TLS session (-PLUS): Dovecot 2.3, Cyrus SASL
under Postfix and Debian's Exim do not.
"""
import contextlib, json, os, subprocess, sys

from certificates import Authority
from harness import AUTHENTICATED, PASSWORD, Project, Skip, TOOLS, USERNAME, free_port, people, read_whole, running

SERVER = '''
import asyncio, base64, hashlib, json, re, ssl, sys
from aiosmtpd.smtp import MISSING, SMTP, AuthResult, LoginPassword
from scramp import ScramException, ScramMechanism

out, port, pem, mode, user, password = sys.argv[1:]
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
tls.load_cert_chain(pem)
file = open(out, "ab", buffering=0)
certificate = re.search("-----BEGIN CERTIFICATE.*?-----END CERTIFICATE-----", open(pem).read(), re.S)[0]
binding = "tls-server-end-point", hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).digest()


def scram(name):
    mechanism = ScramMechanism(name)
    known = mechanism.make_auth_info(password, iteration_count=4096)

    async def exchange(server, args):
        dialogue = mechanism.make_server(lambda _: known, channel_binding=binding if name.endswith("-PLUS") else None)
        try:
            first = base64.b64decode(args[1]) if len(args) > 1 else await server.challenge_auth(b"")
            dialogue.set_client_first(first.decode())
            final = await server.challenge_auth(dialogue.get_server_first())
            if final is MISSING:
                return AuthResult(success=False)
            dialogue.set_client_final(final.decode())
        except ScramException:
            return AuthResult(success=False, handled=False)
        await server.challenge_auth(dialogue.get_server_final())
        return AuthResult(success=True, auth_data=LoginPassword(user.encode(), name.encode()))
    return exchange


class Handler:
    auth_SCRAM__SHA__1 = staticmethod(scram("SCRAM-SHA-1"))
    auth_SCRAM__SHA__256 = staticmethod(scram("SCRAM-SHA-256"))
    auth_SCRAM__SHA__1__PLUS = staticmethod(scram("SCRAM-SHA-1-PLUS"))
    auth_SCRAM__SHA__256__PLUS = staticmethod(scram("SCRAM-SHA-256-PLUS"))

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
        if os.path.exists(python) and os.system(f"'{python}' -c 'import aiosmtpd, scramp' 2>/dev/null") == 0:
            return python
    raise Skip("aiosmtpd or scramp is not installed")


@contextlib.contextmanager
def aiosmtpd(out, pem, mode):
    """A server that writes what it takes into a file: its port."""
    port = free_port()
    with running([interpreter(), "-W", "ignore", "-c", SERVER, out, str(port), pem, mode, USERNAME, PASSWORD], port, stderr=subprocess.DEVNULL):
        yield port


def aiosmtpd_takes_mail(scratch):
    authority = Authority(f"{scratch}/ca")
    pem, trust = authority.issue(), f'ca_file = "{authority.file}"'
    for mode in ("starttls", "implicit"):
        out = f"{scratch}/{mode}.ndjson"
        with aiosmtpd(out, pem, mode) as port:
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


def aiosmtpd_binds_scram_to_tls(scratch):
    authority = Authority(f"{scratch}/ca")
    for mode in ("starttls", "implicit"):
        with aiosmtpd(f"{scratch}/{mode}.ndjson", authority.issue(), mode) as port:
            tls = f'tls = "{mode}"\nca_file = "{authority.file}"\nusername = "{USERNAME}"'
            # Asked for nothing it takes the strongest, which is bound.
            for mechanism, uses in (("", "scram-sha-256-plus"), *((m, m) for m in ("scram-sha-256", "scram-sha-1", "scram-sha-256-plus", "scram-sha-1-plus"))):
                named = f'{tls}\nauth = "{mechanism}"' if mechanism else tls
                project = Project(f"{scratch}/{mode}-{mechanism}", port, people(2), f'{named}\npassword = {{ env = "PEER_PASSWORD" }}', host="localhost")
                project.send({"accepted": 2}, status=0)
                with open(f"{project.folder}/trace") as trace:
                    assert f"AUTH {uses.upper()} " in trace.read(), mechanism
                Project(f"{scratch}/{mode}-{mechanism}-wrong", port, people(1), f'{named}\npassword = {{ env = "WRONG_PASSWORD" }}', host="localhost").send(
                    {"queued": 1}, status=69, says="while authenticating: 535")


CASES = [aiosmtpd_takes_mail, aiosmtpd_binds_scram_to_tls]
