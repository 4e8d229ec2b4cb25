#!/usr/bin/env python3
"""A TCP proxy that is far away: every octet arrives half a round trip later, in order, however many are on their way.

  Benchmarks/distance.py LISTEN_PORT TARGET_PORT ROUND_TRIP_MS

Nothing else is slowed: it is the latency of a long line, not a narrow one. One loop around select(2), whose time-out is exact to some
0.05 ms; asyncio waits in whole milliseconds, which two waits a round trip make 3 % of 50 ms.
"""
import collections, select, socket, sys, time

listen, target, delay = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 2000


def quick(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def main():
    door = socket.create_server(("127.0.0.1", listen))
    other, on_the_way = {}, collections.deque()
    while True:
        now = time.monotonic()
        while on_the_way and on_the_way[0][0] <= now:
            _, end, piece = on_the_way.popleft()
            try:
                end.sendall(piece) if piece else end.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        wait = max(0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
        for source in select.select([door, *other], [], [], wait)[0]:
            if source is door:
                near = quick(door.accept()[0])
                try:
                    far = quick(socket.create_connection(("127.0.0.1", target)))
                    other[near], other[far] = far, near
                except OSError:
                    near.close()
                continue
            try:
                piece = source.recv(1 << 16)
            except OSError:
                piece = b""
            # Each piece is due by itself, and all take equally long, so they arrive in the order they were read in.
            on_the_way.append((time.monotonic() + delay, other[source], piece))
            if not piece:
                del other[source]


main()
