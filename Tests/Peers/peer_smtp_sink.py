"""smtp-sink: ten thousand messages, and every fault it can play; each leaves every message in the state the fault calls for."""
import concurrent.futures, subprocess

from harness import Project, free_port, free_ports, people, program, running

# How many messages each fault is tried with, and one connection, so that the counts are exact.
COUNT, ONE = 8, 'tls = "none"\nmax_connections = 1'
QUEUED, REFUSED, ACCEPTED = ({state: COUNT} for state in ("queued", "refused", "accepted"))
DEFERRED = {"deferred": COUNT}
# A relay that turns everybody away for reasons of its own is asked less and less often, and three doubts rest one for half a minute, so
# that these have few.
FEW = 2
TURNED_AWAY, UNCERTAIN = {"deferred": FEW}, {"uncertain": FEW}


def sink(port, *flags):
    return running([program("smtp-sink", "postfix"), "-u", "nobody", *flags, f"127.0.0.1:{port}", "1000"], port)


def smtp_sink_takes_ten_thousand(scratch):
    port = free_port()
    with sink(port):
        Project(f"{scratch}/project", port, people(10000, "example.org")).send({"accepted": 10000}, status=0)


# What the flags make the sink do -> the counts, the exit status and a part of what a person reads.
FAULTS = {
    "-f CONNECT": (QUEUED, 69, "500"),
    "-r CONNECT": (QUEUED, 69, "450"),
    "-q CONNECT": (QUEUED, 69, ""),
    "-f EHLO,HELO": (QUEUED, 69, "500"),
    "-f MAIL": (QUEUED, 69, "500"),
    "-r MAIL": (TURNED_AWAY, 75, ""),
    "-q MAIL": (TURNED_AWAY, 75, ""),
    "-f RCPT": (REFUSED, 1, ""),
    "-r RCPT": (TURNED_AWAY, 75, ""),
    "-q EHLO": (QUEUED, 69, ""),
    "-Q MAIL": (TURNED_AWAY, 75, ""),
    "-Q RCPT": (DEFERRED, 75, ""),
    "-q RCPT": (DEFERRED, 75, ""),
    "-f DATA": (REFUSED, 1, ""),
    "-r DATA": (TURNED_AWAY, 75, ""),
    "-q DATA": (DEFERRED, 75, ""),
    "-Q DATA": (DEFERRED, 75, ""),
    "-f .": (REFUSED, 1, ""),
    "-r .": (DEFERRED, 75, ""),
    "-Q .": (DEFERRED, 75, ""),
    # Every content is handed over and nothing is known of it: one in doubt a connection.
    "-q .": (UNCERTAIN, 1, ""),
    # Refused in the middle of the content, which ends the connection.
    "-A 0": (REFUSED, 1, ""),
    # What it keeps to itself it takes all the same.
    "-a -E": (ACCEPTED, 0, ""),
    "-N": (ACCEPTED, 0, ""),
    "-h relay.example": (ACCEPTED, 0, ""),
    "-e": (ACCEPTED, 0, ""),
    "-p": (ACCEPTED, 0, ""),
    "-8": (ACCEPTED, 0, ""),
    "-T 1024": (ACCEPTED, 0, ""),
    # With PIPELINING it would answer what follows before the dot it answers late, which no server may (RFC 2920 §3.2).
    "-p -W .:1:50": (ACCEPTED, 0, ""),
    "-w 1": (ACCEPTED, 0, ""),
    "-H 1": (ACCEPTED, 0, ""),
}


def smtp_sink_plays_every_fault(scratch):
    def fault(flags, port):
        expected, status, says = FAULTS[flags]
        with sink(port, *flags.split()):
            try:
                Project(f"{scratch}/{port}", port, people(sum(expected.values())), ONE).send(expected, status, says)
            except (AssertionError, subprocess.TimeoutExpired) as reason:
                return f"smtp-sink {flags}: {reason}"

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        wrong = [reason for reason in pool.map(fault, FAULTS, free_ports(len(FAULTS))) if reason]
    assert not wrong, "\n".join(wrong)


CASES = [smtp_sink_takes_ten_thousand, smtp_sink_plays_every_fault]
