"""Throw-away authorities and certificates, made with openssl."""
import os, subprocess

from harness import program


class Authority:
    """A certification authority that lives as long as its folder."""

    def __init__(self, folder, name="Peer Test CA"):
        os.makedirs(folder)
        self.folder, self.file = folder, f"{folder}/ca.pem"
        program("openssl", "openssl")
        self.key = f"{folder}/ca.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-keyout", self.key, "-out", self.file)

    def issue(self, name="localhost", expired=False):
        """A certificate for a host name and its key, in one file."""
        base = f"{self.folder}/{name}{'-expired' if expired else ''}"
        with open(f"{base}.ext", "w") as file:
            file.write(f"subjectAltName=DNS:{name}\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                "-keyout", f"{base}.key", "-out", f"{base}.csr")
        # An age below nought ends yesterday.
        openssl("x509", "-req", "-in", f"{base}.csr", "-CA", self.file, "-CAkey", self.key, "-CAcreateserial",
                "-days", "-1" if expired else "1", "-extfile", f"{base}.ext", "-out", f"{base}.crt")
        return joined(base)


def self_signed(folder, name="localhost"):
    base = f"{folder}/self-signed"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=DNS:{name}", "-keyout", f"{base}.key", "-out", f"{base}.crt")
    return joined(base)


def joined(base):
    """Key, then certificate, in one file that a server's unprivileged processes need not read."""
    with open(f"{base}.pem", "w") as whole:
        for part in ("key", "crt"):
            with open(f"{base}.{part}") as file:
                whole.write(file.read())
    return f"{base}.pem"


def openssl(*words):
    run = subprocess.run(["openssl", *words], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
