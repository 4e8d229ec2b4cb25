"""MX roll-up and recipients check --mx against a name server of another hand (dnslib)."""
import json, subprocess

from harness import MAILSHOT, Project, free_port
from peer_doctor import serve

ZONES = {
    "shop.example MX": ["aspmx.l.google.com"], "club.example MX": ["mx.hoster.example"], "school.example MX": ["mx.hoster.example"],
    "own.example A": ["192.0.2.1"], "null.example MX": ["."], "empty.example TXT": ["nothing else"], "gmail.com MX": ["gmail-smtp-in.l.google.com"],
}
# Recipient's domain, its bucket with roll-up, why.
BUCKETS = [
    ("gmail.com", "google", "belongs to google"), ("shop.example", "google", "is hosted by aspmx.l.google.com"),
    ("club.example", "mx mx.hoster.example", "is hosted by"), ("school.example", "mx mx.hoster.example", "is hosted by"),
    ("own.example", "own.example", "stands for itself"), ("null.example", "null.example", "takes no mail"),
    ("empty.example", "empty.example", "neither MX nor address"), ("gone.example", "gone.example", "does not exist"),
]


def explain(project, domain):
    run = project.run("relays", "explain", "anna@" + domain)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def mx_rollup(scratch):
    """Domains of one host share a bucket; answers are remembered, so that nobody is asked twice."""
    port, server = serve(scratch, ZONES)
    with server:
        project = Project(f"{scratch}/project", free_port(), [])
        with open(f"{project.folder}/mailshot.toml", "a") as file:
            file.write(f'\n[domains]\nmx_rollup = true\ndns = "127.0.0.1:{port}"\n')
        subprocess.run([MAILSHOT, "suppressions", "add", "nobody@example.net", "-C", project.folder, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        for domain, bucket, why in BUCKETS:
            found = explain(project, domain)
            assert found["bucket"] == bucket and why in found["why"], f"{domain}: {found['bucket']}, {found['why']}"
    # The server is gone; the ledger knows.
    for domain, bucket, why in BUCKETS:
        assert explain(project, domain)["bucket"] == bucket, domain


def list_check_mx(scratch):
    """Each domain that takes no mail is named once, at its first row; a server that is gone is no error of the list."""
    port, server = serve(scratch, ZONES)
    domains = [domain for domain, _, _ in BUCKETS]
    with open(f"{scratch}/list.csv", "w") as file:
        file.write("email\n" + "".join(f"anna@{domain}\nbob@{domain}\n" for domain in domains))
    command = [MAILSHOT, "recipients", "check", f"{scratch}/list.csv", "--mx", "--dns", f"127.0.0.1:{port}", "--format", "ndjson"]

    def findings(status):
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert run.returncode == status, f"status {run.returncode}: {run.stderr}"
        return [json.loads(line) for line in run.stdout.splitlines()][:-1]

    with server:
        got = [(finding["line"], finding["email"], finding["problem"]) for finding in findings(65)]
    assert got == [
        (12, "anna@null.example", "null.example takes no mail and says so (null MX) (2 rows)"),
        (14, "anna@empty.example", "empty.example has neither MX nor address (2 rows)"),
        (16, "anna@gone.example", "gone.example does not exist (2 rows)"),
    ], got
    gone = findings(0)
    assert [finding["severity"] for finding in gone] == ["warning"] and "8 domains" in gone[0]["problem"], gone


CASES = [mx_rollup, list_check_mx]
