"""Newsletters and merge values that others made (MAILSHOT_CORPORA): other people's judges find nothing in what is sent.

MAILSHOT_VERIFIED sets how many messages (100).
"""
import csv, glob, json, os, re, subprocess

from harness import Skip
from peer_verifiers import COUNT, python, signed_project, write

CORPORA = os.environ.get("MAILSHOT_CORPORA")
FOOTER = '<p>{{sender.postal_address}} <a href="{{unsubscribe_url}}">Unsubscribe</a></p>'
TRACK = "https://t.example.com"


class NotHere(Skip):
    """Nothing is missing on the machine: the test data is not part of the project."""

    optional = True


def corpora():
    if not CORPORA:
        raise NotHere("MAILSHOT_CORPORA is not set")
    return CORPORA


def newsletters():
    """Their HTML in our language: each of their merge tags is a name, of whatever language it was."""
    for path in sorted(glob.glob(f"{corpora()}/html/**/*.html", recursive=True)):
        with open(path, encoding="utf-8", errors="replace") as file:
            html = file.read()
        # A tag inside a style, a script or a tag's own words has no place for a value.
        quiet = re.sub(r"(?is)<(style|script)\b.*?</\1>", lambda m: re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", m[0]), html)
        quiet = re.sub(r"\{%.*?%\}|\{\{[#/^!>{&]?.*?\}\}\}?|\*\|.*?\|\*", "{{first_name}}", quiet, flags=re.S)
        # No value of a list may begin a link.
        quiet = re.sub(r"""((?:href|src|action|background)\s*=\s*["'])\s*\{\{first_name\}\}""", r"\1https://example.com/{{first_name}}", quiet)
        yield os.path.relpath(path, f"{corpora()}/html"), quiet


def with_footer(html):
    end = html.lower().rfind("</body>")
    return html[:end] + FOOTER + html[end:] if end >= 0 else html + FOOTER


def strings():
    """Strings that have broken programs, those with control characters left out: their rows are refused."""
    for path in glob.glob(f"{corpora()}/strings/**/*.json", recursive=True):
        with open(path, encoding="utf-8") as file:
            for value in json.load(file):
                if isinstance(value, str) and value.strip() and not re.search(r"[\x00-\x1f\x7f-\x9f]", value):
                    yield value


def project_of(scratch):
    project, records = signed_project(f"{scratch}/project", kinds=("rsa",))
    with open(f"{project.folder}/mailshot.toml") as file:
        settings = re.sub(r"(?ms)^\[tracking\].*?(?=^\[|\Z)", "", file.read())
    write(f"{project.folder}/mailshot.toml", f'{settings}\n[tracking]\nbase_url = "{TRACK}"\nclicks = true\nopens = true\n')
    return project, records


def judges_find_nothing_in_foreign_newsletters(scratch):
    project, records = project_of(scratch)
    values, letters = list(strings()), list(newsletters())
    rows, sent = max(1, COUNT // len(letters) + 1), 0
    write(f"{scratch}/records", "".join(f"{name} {text}\n" for name, text in records.items()))
    for number, (name, html) in enumerate(letters):
        chosen = [values[(number * rows + row) % len(values)] for row in range(rows)]
        with open(f"{project.folder}/lists/sample.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("email", "first_name"), *((f"person{i}@peer.example", value) for i, value in enumerate(chosen))])
        write(f"{project.folder}/templates/news/body.html", with_footer(html))
        write(f"{project.folder}/campaigns/news.toml", 'subject = "For {{first_name}}"\ntemplate = "news"\nrecipients = "lists/sample.csv"\n')
        run = project.run_plainly("preview", "news", "--all", "--output", f"{scratch}/out/{number}")
        assert run.returncode == 0, f"{name}: {run.stderr}"
        sent += len(os.listdir(f"{scratch}/out/{number}"))
    judge = subprocess.run(
        [python(), f"{corpora()}/score/check_message.py", "--bulk", "--keys", f"{scratch}/records", f"{scratch}/out"],
        capture_output=True, text=True)
    found = [line for line in judge.stdout.splitlines() if ": note:" not in line]
    assert judge.returncode == 0 and sent >= COUNT, f"{sent} messages: {found[:5]} {found[-1:]} {judge.stderr[-500:]}"


def nothing_but_links_changes(scratch):
    project, _ = project_of(scratch)
    wrong = []
    write(f"{project.folder}/lists/sample.csv", "email,first_name\nanna@peer.example,Anna\n")
    write(f"{project.folder}/campaigns/news.toml", 'subject = "News"\ntemplate = "news"\nrecipients = "lists/sample.csv"\n')
    for name, html in newsletters():
        write(f"{project.folder}/templates/news/body.html", with_footer(html))
        run = project.run_plainly("preview", "news", "--format", "html")
        assert run.returncode == 0, f"{name}: {run.stderr}"
        values = {"{{first_name}}": "Anna", "{{sender.postal_address}}": "POSTAL", "{{unsubscribe_url}}": "UNSUBSCRIBE"}
        before = with_footer(html)
        footer = re.search(r'<p>([^<>]*) <a href="([^"]*/u/[^"]*)">Unsubscribe</a></p>', run.stdout)
        assert footer, name
        values |= {"{{sender.postal_address}}": footer[1], "{{unsubscribe_url}}": footer[2]}
        for tag, value in values.items():
            before = before.replace(tag, value)
        write(f"{scratch}/before.html", before)
        write(f"{scratch}/after.html", run.stdout)
        judge = subprocess.run(
            [python(), f"{corpora()}/score/check_link_rewrite.py", f"{scratch}/before.html", f"{scratch}/after.html", "--track", TRACK,
             "--keep", "unsubscribe|list-manage|preferences|/u/"], capture_output=True, text=True)
        if judge.returncode != 0:
            wrong.append((name, (judge.stdout or judge.stderr)[-300:]))
    assert not wrong, wrong[:3]


CASES = [judges_find_nothing_in_foreign_newsletters, nothing_but_links_changes]
