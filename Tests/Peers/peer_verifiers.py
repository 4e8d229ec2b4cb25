"""Verifiers nobody here wrote, on messages of ten templates: dkimpy, Mail::DKIM and OpenDKIM accept each, and none with an octet changed.

MAILSHOT_VERIFIED sets how many messages (100; a thousand takes about five minutes more); what OpenDKIM is given it reads from files.
"""
import base64, glob, json, os, random, shutil, subprocess

from harness import MAILSHOT, Project, Skip, TOOLS, free_port, needs_root, people, program, wait_until_delivered
from peer_exim import exim
from peer_postfix import postfix

COUNT = int(os.environ.get("MAILSHOT_VERIFIED", 100))

# One message for each way a template can differ: name, files of its folder, keys of its campaign file.
HEAD = '<p>Hello {{first_name}}</p><p>{{sender.postal_address}} <a href="{{unsubscribe_url}}">Out</a></p>'
TEXT = "Hello {{first_name}}\n\n{{sender.postal_address}}\n{{unsubscribe_url}}\n"
TEMPLATES = {
    "plain": ({"body.txt": TEXT}, ""),
    "made": ({"body.html": HEAD}, ""),
    "both": ({"body.html": HEAD, "body.txt": TEXT}, 'preheader = "For {{first_name}}"'),
    "unicode": ({"body.html": "<p>Grüße 😀 שלום {{first_name}} \u200b</p>" + HEAD, "body.txt": "Grüße 😀 שלום\u200f\n" + TEXT}, ""),
    "long": ({"body.html": "<p>" + "unbroken" * 300 + "</p>" + HEAD, "body.txt": "word " * 400 + "\n" + TEXT}, ""),
    "blanks": ({"body.html": HEAD + "   \n\n\n", "body.txt": " a  \n.\n..dots\nFrom me\n" + TEXT + "\n\n\n"}, ""),
    "styled": ({"body.html": "<style>p { color: #333 } @media print { p { color: red } }</style>" + HEAD}, "inline_css = true"),
    "flowed": ({"body.html": HEAD + "<p>" + "words and words " * 30 + "</p>"}, "flowed = true"),
    "files": ({"body.html": HEAD + '<img src="cid:logo@acme" alt="">'},
              '[attachments]\nfiles = ["documents/Preisliste Größe.pdf"]\ninline = { "logo@acme" = "documents/logo.png" }\ncolumn = "invoice"'),
    "calendar": ({"body.html": HEAD, "calendar.ics": "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//A//B//EN\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n"
                  "DTSTAMP:20261124T090000Z\nSUMMARY:{{first_name}}\nEND:VEVENT\nEND:VCALENDAR\n"}, 'headers = { "X-Note" = "für {{first_name}}" }'),
}
NAMES = ["Zoë", "Anna", "李小龍", "O'Neil", "Dvořák, Antonín", "=?utf-8?q?x?=", "a" * 200, "😀" * 20, "<b>", "&amp; {{x}}"]


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def signed_project(folder, port=25, kinds=("rsa", "ed25519")):
    """A project that signs, and the DNS records of its keys: name → text."""
    project, records = Project(folder, port, []), {}
    for kind in kinds:
        made = subprocess.run(
            [MAILSHOT, "dkim", "generate", "--domain", "example.com", "--selector", kind, "--key", f"{folder}/keys/{kind}.pem", "--type", kind],
            capture_output=True, text=True, check=True).stdout
        lines = dict(line.split(None, 1) for line in made.splitlines()[:3])
        records[lines["name"]] = lines["value"]
        with open(f"{folder}/mailshot.toml", "a") as file:
            file.write(f'\n[[dkim]]\ndomain = "example.com"\nselector = "{kind}"\nkey = {{ file = "keys/{kind}.pem" }}\n')
    return project, records


def messages(scratch, kinds=("rsa", "ed25519")):
    """Signed messages of every template, as octets, and the records that verify them."""
    folder = f"{scratch}/project"
    project, records = signed_project(folder, kinds=kinds)
    write(f"{folder}/documents/Preisliste Größe.pdf", random.Random(1).randbytes(3000))
    write(f"{folder}/documents/logo.png", random.Random(2).randbytes(500))
    write(f"{folder}/invoices/1.pdf", random.Random(3).randbytes(700))
    rows = (f'person{i}@peer.example,"{NAMES[i % len(NAMES)]}",invoices/1.pdf\n' for i in range(COUNT // len(TEMPLATES)))
    write(f"{folder}/lists/sample.csv", "email,first_name,invoice\n" + "".join(rows))
    found = []
    for name, (files, keys) in TEMPLATES.items():
        for file, content in files.items():
            write(f"{folder}/templates/{name}/{file}", content)
        tables = f"\n{keys}" if not keys.startswith(("headers", "[")) else ""
        late = f"\n{keys}" if keys.startswith("[") else "\n[headers]\n" + keys[len("headers = { "):-2] if keys.startswith("headers") else ""
        write(f"{folder}/campaigns/{name}.toml",
              f'subject = "Für {{{{first_name}}}}: {name}"\ntemplate = "{name}"\nrecipients = "lists/sample.csv"{tables}\n{late}\n')
        run = project.run_plainly("preview", name, "--all", "--output", f"{scratch}/{name}")
        assert run.returncode == 0, f"{name}: {run.stderr}"
        for path in sorted(glob.glob(f"{scratch}/{name}/*.eml")):
            with open(path, "rb") as file:
                found.append(file.read())
    assert len(found) == COUNT // len(TEMPLATES) * len(TEMPLATES), len(found)
    return found, records


def tampered(message, seed):
    """The message with one octet of its body, or of its subject, changed to another letter."""
    chance = random.Random(seed)
    end = message.index(b"\r\n\r\n")
    start = message.index(b"\r\nSubject: ") + 11 if seed % 4 == 0 else end + 4
    stop = message.index(b"\r\n", start) if seed % 4 == 0 else len(message)
    places = [i for i in range(start, stop) if chr(message[i]).isalnum()]
    place = chance.choice(places)
    return message[:place] + (b"x" if message[place:place + 1] != b"x" else b"y") + message[place + 1:]


# MARK: Verifiers: each takes files and records, and gives for each file whether every signature (RSA for Mail::DKIM) holds.

DKIMPY = '''
import dkim, json, sys
records = json.load(open(sys.argv[1]))
lookup = lambda name, timeout=5: records.get((name.decode() if isinstance(name, bytes) else name).rstrip("."), "").encode() or None
for path in sys.argv[2:]:
    message = open(path, "rb").read()
    verdicts = []
    for index in range(message.split(b"\\r\\n\\r\\n")[0].count(b"DKIM-Signature:")):
        try:
            verdicts.append(dkim.DKIM(message).verify(idx=index, dnsfunc=lookup))
        except dkim.DKIMException:
            verdicts.append(False)
    print(json.dumps([path, verdicts]))
'''

MAIL_DKIM = r'''
use strict; use warnings; use JSON::PP; use Mail::DKIM::Verifier; use Mail::DKIM::PublicKey;
my ($records, @paths) = @ARGV;
open(my $in, "<", $records) or die; my $dns = decode_json(join "", <$in>);
no warnings "redefine";
*Mail::DKIM::PublicKey::fetch = sub {
    my ($class, %options) = @_;
    my $text = $dns->{"$options{Selector}._domainkey.$options{Domain}"} or return;
    return $class->parse($text);
};
*Mail::DKIM::PublicKey::fetch_async = sub {
    my ($class, %options) = @_; my $key = Mail::DKIM::PublicKey::fetch($class, %options);
    return sub { $options{Callbacks}{Success} ? $options{Callbacks}{Success}->($key) : $key };
};
for my $path (@paths) {
    my $dkim = Mail::DKIM::Verifier->new;
    open(my $file, "<:raw", $path) or die; local $/; $dkim->PRINT(<$file>); $dkim->CLOSE;
    print encode_json([$path, [map { $_->result eq "pass" ? JSON::PP::true : JSON::PP::false } grep { $_->algorithm =~ /^rsa/ } $dkim->signatures]]), "\n";
}
'''


def python():
    venv = f"{TOOLS}/venv/bin/python"
    for candidate in (venv, "python3"):
        if shutil.which(candidate) and subprocess.run([candidate, "-c", "import dkim, nacl"], capture_output=True).returncode == 0:
            return candidate
    raise Skip("dkimpy is not installed")


def verdicts(command, records, paths, scratch):
    with open(f"{scratch}/records.json", "w") as file:
        json.dump(records, file)
    found = {}
    for start in range(0, len(paths), 500):
        run = subprocess.run([*command, f"{scratch}/records.json", *paths[start:start + 500]], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        found |= dict(json.loads(line) for line in run.stdout.splitlines())
    return {path: found[path] for path in paths}


def opendkim(records, paths, scratch):
    """OpenDKIM says of a message what its signatures come to; one that holds is enough for it, so it is given one kind at a time."""
    write(f"{scratch}/keys", "".join(f"{name} {text}\n" for name, text in records.items()))
    write(f"{scratch}/opendkim.conf", f"Mode v\nTestPublicKeys {scratch}/keys\nSyslog no\n")
    found = {}
    for path in paths:
        run = subprocess.run(
            [program("opendkim", "opendkim"), "-x", f"{scratch}/opendkim.conf", "-t", path, "-v"], capture_output=True, text=True)
        found[path] = ["verification (s=" in run.stdout and "succeeded" in run.stdout]
    return found


def stored(list, scratch, name):
    paths = []
    for index, message in enumerate(list):
        paths.append(f"{scratch}/{name}{index}.eml")
        write(paths[-1], message)
    return paths


def judged(scratch, judge, kinds, count):
    """Every message is accepted with so many signatures, and refused with one octet changed."""
    found, records = messages(scratch, kinds)
    good = judge(records, stored(found, scratch, "good"), scratch)
    wrong = [path for path, list in good.items() if list != [True] * count]
    assert not wrong, f"{len(wrong)} of {len(good)} refused: {wrong[0]}: {good[wrong[0]]}"
    bad = judge(records, stored([tampered(m, i) for i, m in enumerate(found)], scratch, "bad"), scratch)
    wrong = [path for path, list in bad.items() if any(list)]
    assert not wrong, f"{len(wrong)} of {len(bad)} changed messages accepted: {wrong[0]}"


def dkimpy_verifies(scratch):
    command = [python(), "-c", DKIMPY]
    judged(scratch, lambda records, paths, at: verdicts(command, records, paths, at), ("rsa", "ed25519"), 2)


def mail_dkim_verifies(scratch):
    if subprocess.run(["perl", "-MMail::DKIM::Verifier", "-e", "1"], capture_output=True).returncode != 0:
        raise Skip("Mail::DKIM is not installed")
    write(f"{scratch}/verify.pl", MAIL_DKIM)
    command = ["perl", f"{scratch}/verify.pl"]
    judged(scratch, lambda records, paths, at: verdicts(command, records, paths, at), ("rsa", "ed25519"), 1)


def opendkim_verifies_rsa(scratch):
    judged(scratch, opendkim, ("rsa",), 1)


def opendkim_verifies_ed25519(scratch):
    judged(scratch, opendkim, ("ed25519",), 1)


def relayed(scratch, port, maildir):
    """What a real relay hands on still verifies: LF in the Maildir is CRLF on the wire, and the relay adds fields on top only."""
    project, records = signed_project(f"{scratch}/signed", port)
    write(f"{project.folder}/lists/sample.csv", "email,first_name\n" + "".join(f"{row},Zoë\n" for row in people(50)))
    project.send({"accepted": 50}, 0)
    found = []
    for path in wait_until_delivered(maildir, 50):
        with open(path, "rb") as file:
            found.append(file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    good = verdicts([python(), "-c", DKIMPY], records, stored(found, scratch, "relayed"), scratch)
    wrong = [path for path, list in good.items() if list != [True, True]]
    assert not wrong, f"{len(wrong)} of {len(good)} do not verify behind the relay: {wrong[0]}"


def signatures_survive_postfix(scratch):
    with postfix(f"{scratch}/postfix") as (port, _):
        relayed(scratch, port, f"{scratch}/postfix/mail")


def signatures_survive_exim(scratch):
    with exim(f"{scratch}/exim", f"{scratch}/ca") as (port, _, _):
        relayed(scratch, port, f"{scratch}/exim/mail")


CASES = [
    dkimpy_verifies, mail_dkim_verifies, opendkim_verifies_rsa, opendkim_verifies_ed25519, signatures_survive_postfix, signatures_survive_exim,
]
