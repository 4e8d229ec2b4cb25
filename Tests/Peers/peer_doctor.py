"""doctor against a name server of another hand (dnslib), its verdicts against pyspf's, one zone a situation."""
import json, os, subprocess, sys

from harness import MAILSHOT, Skip, TOOLS, free_port, running

# What a name server says, situation by situation. Addresses: 192.0.2.10 sends. `expect` is the severity and words of a finding.
MANY = " ".join(f"include:i{n}.{{d}}" for n in range(11))
SPF = {
    "plain": {"{d} TXT": ["v=spf1 ip4:192.0.2.10 -all"]},
    "network": {"{d} TXT": ["v=spf1 ip4:192.0.2.0/28 -all"]},
    "outside": {"{d} TXT": ["v=spf1 ip4:192.0.2.16/28 -all"]},
    "softfail": {"{d} TXT": ["v=spf1 ip4:198.51.100.1 ~all"]},
    "neutral": {"{d} TXT": ["v=spf1 ?all"]},
    "nomatch": {"{d} TXT": ["v=spf1 ip4:198.51.100.1"]},
    "absent": {"{d} TXT": ["some other text"]},
    "twice": {"{d} TXT": ["v=spf1 -all", "v=spf1 ip4:192.0.2.10 -all"]},
    "bad-mechanism": {"{d} TXT": ["v=spf1 ipv4:192.0.2.10 -all"]},
    "bad-network": {"{d} TXT": ["v=spf1 ip4:192.0.2.300 -all"]},
    "bad-prefix": {"{d} TXT": ["v=spf1 ip4:192.0.2.0/33 -all"]},
    "argument-of-all": {"{d} TXT": ["v=spf1 -all:example.com"]},
    "a": {"{d} TXT": ["v=spf1 a -all"], "{d} A": ["192.0.2.10"]},
    "a-of-another": {"{d} TXT": ["v=spf1 a:mail.{d}/28 -all"], "mail.{d} A": ["192.0.2.1"]},
    "mx": {"{d} TXT": ["v=spf1 mx -all"], "{d} MX": ["mail.{d}"], "mail.{d} A": ["192.0.2.10"]},
    "include": {"{d} TXT": ["v=spf1 include:_spf.{d} -all"], "_spf.{d} TXT": ["v=spf1 ip4:192.0.2.10 ~all"]},
    "include-fails-on": {"{d} TXT": ["v=spf1 include:_spf.{d} ~all"], "_spf.{d} TXT": ["v=spf1 -all"]},
    "include-nothing": {"{d} TXT": ["v=spf1 include:_spf.{d} -all"]},
    "include-itself": {"{d} TXT": ["v=spf1 include:{d} -all"]},
    "redirect": {"{d} TXT": ["v=spf1 redirect=_spf.{d}"], "_spf.{d} TXT": ["v=spf1 ip4:192.0.2.10 -all"]},
    "redirect-nowhere": {"{d} TXT": ["v=spf1 redirect=_spf.{d}"]},
    "ten-lookups": {"{d} TXT": ["v=spf1 " + MANY.rsplit(" ", 1)[0] + " ip4:192.0.2.10 -all"],
                    **{f"i{n}.{{d}} TXT": ["v=spf1 ip4:198.51.100.1"] for n in range(10)}},
    "eleven-lookups": {"{d} TXT": ["v=spf1 " + MANY + " ip4:192.0.2.10 -all"],
                       **{f"i{n}.{{d}} TXT": ["v=spf1 ip4:198.51.100.1"] for n in range(11)}},
    "void-lookups": {"{d} TXT": ["v=spf1 a:n1.{d} a:n2.{d} a:n3.{d} ip4:192.0.2.10 -all"]},
    "exists-macro": {"{d} TXT": ["v=spf1 exists:%{i}._ip.{d} -all"], "192.0.2.10._ip.{d} A": ["127.0.0.2"]},
    "exists-reversed": {"{d} TXT": ["v=spf1 exists:%{ir}.%{v}._ip.%{d} -all"], "10.2.0.192.in-addr._ip.{d} A": ["127.0.0.2"]},
    "macro-of-sender": {"{d} TXT": ["v=spf1 exists:%{l}.%{o}.u.%{d2} -all"], "bounces.{d}.u.{d2} A": ["127.0.0.2"]},
    "ptr": {"{d} TXT": ["v=spf1 ptr -all"], "10.2.0.192.in-addr.arpa PTR": ["host.{d}"], "host.{d} A": ["192.0.2.10"]},
    "upper-case": {"{d} TXT": ["V=SPF1 IP4:192.0.2.10 -ALL"]},
    "unknown-modifier": {"{d} TXT": ["v=spf1 x-note=hello ip4:192.0.2.10 -all"]},
}

# The other checks: their zones, and (check, severity, words) that must be among the findings.
OTHER = {
    "dmarc-none": ({}, ("dmarc", "error", "no DMARC record")),
    "dmarc-good": ({"_dmarc.{d} TXT": ["v=DMARC1; p=reject; rua=mailto:d@{d}"]}, ("dmarc", "ok", "policy reject, with reports")),
    "dmarc-quiet": ({"_dmarc.{d} TXT": ["v=DMARC1; p=none"]}, ("dmarc", "note", "nobody gets the reports")),
    "dmarc-no-policy": ({"_dmarc.{d} TXT": ["v=DMARC1; pct=50"]}, ("dmarc", "error", "no policy")),
    "mx-good": ({"{d} MX": ["mail.{d}"], "mail.{d} A": ["192.0.2.25"]}, ("mx", "ok", "bounces go to mail.")),
    "mx-null": ({"{d} MX": ["."]}, ("mx", "error", "null MX")),
    "mx-absent": ({}, ("mx", "error", "no MX and no address")),
    "mx-dangling": ({"{d} MX": ["mail.{d}"]}, ("mx", "error", "has an address")),
    "ptr-good": ({"10.2.0.192.in-addr.arpa PTR": ["host.{d}"], "host.{d} A": ["192.0.2.10"]}, ("ptr", "ok", "is host.")),
    "ptr-absent": ({}, ("ptr", "error", "has no name")),
    "ptr-mismatch": ({"10.2.0.192.in-addr.arpa PTR": ["host.{d}"], "host.{d} A": ["192.0.2.11"]}, ("ptr", "error", "has other addresses")),
    "sts": ({"_mta-sts.{d} TXT": ["v=STSv1; id=1"]}, ("mta-sts", "ok", "must be encrypted")),
}

SERVER = r'''
import json, sys
from dnslib import A, AAAA, MX, PTR, QTYPE, RCODE, RR, TXT
from dnslib.server import BaseResolver, DNSServer

port, zones = int(sys.argv[1]), json.load(open(sys.argv[2]))
names = {key.split()[0].lower() for key in zones}
MAKE = {"A": A, "AAAA": AAAA, "MX": lambda v: MX(v, 10), "PTR": PTR,
        "TXT": lambda v: TXT([v[i:i + 255].encode() for i in range(0, len(v), 255)])}


class Zones(BaseResolver):
    def resolve(self, request, handler):
        reply, name = request.reply(), str(request.q.qname).rstrip(".").lower()
        kind = QTYPE[request.q.qtype]
        for value in zones.get(f"{name} {kind}", []):
            reply.add_answer(RR(request.q.qname, request.q.qtype, ttl=60, rdata=MAKE[kind](value)))
        if name not in names:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


DNSServer(Zones(), address="127.0.0.1", port=port, tcp=True).start_thread()
DNSServer(Zones(), address="127.0.0.1", port=port).start()
'''

# pyspf asks the same zones, and prints its word for each domain.
JUDGE = r'''
import json, sys
import spf

zones = json.load(open(sys.argv[1]))
names = {key.split()[0] for key in zones}


def lookup(name, kind, tcpfallback=True, timeout=20):
    name = name.rstrip(".").lower()
    found = zones.get(f"{name} {kind}", [])
    if kind == "TXT":
        return [((name, kind), (v.encode(),)) for v in found]
    if kind == "MX":
        return [((name, kind), (10, v)) for v in found]
    return [((name, kind), v) for v in found]


spf.DNSLookup = lookup
print(json.dumps({d: spf.check2("192.0.2.10", "bounces@" + d, "mail." + d)[0] for d in sys.argv[2:]}))
'''


def interpreter():
    for python in (f"{TOOLS}/venv/bin/python", sys.executable):
        if os.path.exists(python) and os.system(f"'{python}' -c 'import dnslib, spf' 2>/dev/null") == 0:
            return python
    raise Skip("dnslib and pyspf are not installed")


def zone_of(situation, domain):
    """The zone with the domain put in; macros of SPF stay as they are."""
    def fill(text):
        return text.replace("%{", "\0").replace("{d2}", domain.split(".", 1)[1]).replace("{d}", domain).replace("\0", "%{")

    return {fill(key): [fill(value) for value in values] for key, values in situation.items()}


def findings(folder, port, domain):
    with open(f"{folder}/mailshot.toml", "w") as file:
        file.write(f'[sender]\nfrom = "news@{domain}"\nreturn_path = "bounces@{domain}"\npostal_address = "Street 1, City"\n')
    run = subprocess.run([MAILSHOT, "doctor", "-C", folder, "--dns", f"127.0.0.1:{port}", "--address", "192.0.2.10", "--no-relays", "--format",
                          "json"], capture_output=True, text=True, timeout=60)
    assert run.returncode in (0, 78), f"{domain}: status {run.returncode}: {run.stderr}"
    report = json.loads(run.stdout)
    assert (run.returncode == 78) == (report["worst"] == "error"), report["worst"]
    return report["findings"]


def serve(scratch, zones):
    port = free_port()
    for name, text in (("zones.json", json.dumps(zones)), ("server.py", SERVER), ("judge.py", JUDGE)):
        with open(f"{scratch}/{name}", "w") as file:
            file.write(text)
    return port, running([interpreter(), f"{scratch}/server.py", str(port), f"{scratch}/zones.json"], port)


def spf_as_pyspf_says(scratch):
    zones, domains = {}, {}
    for name, situation in SPF.items():
        domains[f"{name}.situation.test"] = name
        zones.update(zone_of(situation, f"{name}.situation.test"))
    port, server = serve(scratch, zones)
    judged = json.loads(subprocess.run([interpreter(), f"{scratch}/judge.py", f"{scratch}/zones.json", *domains], capture_output=True,
                                       text=True, check=True).stdout)
    os.mkdir(f"{scratch}/project")
    differ = []
    with server:
        for domain, name in domains.items():
            message = next(f["message"] for f in findings(f"{scratch}/project", port, domain) if f["check"] == "spf")
            ours = "none" if message.startswith("no SPF record") else message.split()[0].rstrip(":")
            if ours != judged[domain]:
                differ.append(f"{name}: {ours} ({message}), pyspf says {judged[domain]}")
    assert not differ, "; ".join(differ)


def records_one_situation_each(scratch):
    os.mkdir(f"{scratch}/project")
    for name, (situation, (check, severity, words)) in OTHER.items():
        domain = f"{name}.situation.test"
        port, server = serve(scratch, zone_of(situation, domain))
        with server:
            found = [f for f in findings(f"{scratch}/project", port, domain) if f["check"] == check]
        assert any(f["severity"] == severity and words in f["message"] for f in found), f"{name}: {found}"


CASES = [spf_as_pyspf_says, records_one_situation_each]
