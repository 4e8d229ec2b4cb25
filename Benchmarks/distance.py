#!/usr/bin/env python3
"""A TCP proxy that is far away: every octet arrives half a round trip later, in order, however many are on their way.

  Benchmarks/distance.py LISTEN_PORT TARGET_PORT ROUND_TRIP_MS

Nothing else is slowed: it is the latency of a long line, not a narrow one.
"""
import asyncio, sys

listen, target, delay = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 2000


async def carry(reader, writer):
    """Each piece is written half a round trip after it was read; the reading goes on meanwhile."""
    loop, pieces = asyncio.get_running_loop(), asyncio.Queue()

    async def arrive():
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - loop.time())
            if not piece:
                return writer.close()
            writer.write(piece)
            await writer.drain()

    arrival = asyncio.create_task(arrive())
    try:
        while piece := await reader.read(1 << 16):
            pieces.put_nowait((loop.time() + delay, piece))
    except ConnectionError:
        pass
    pieces.put_nowait((loop.time() + delay, b""))
    await asyncio.gather(arrival, return_exceptions=True)


async def serve(reader, writer):
    try:
        far = await asyncio.open_connection("127.0.0.1", target)
    except OSError:
        return writer.close()
    await asyncio.gather(carry(reader, far[1]), carry(far[0], writer))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", listen)
    await server.serve_forever()

asyncio.run(main())
