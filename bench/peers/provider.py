"""A provider that answers every message after 50 ms and does nothing else: what a courier waits for."""

import asyncio
import json
import sys
from itertools import count

LATENCY = 0.05
TOKEN = json.dumps({"access_token": "bench", "expires_in": 7200}).encode()
NUMBERS = count(1)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"content-length:")
            await reader.readexactly(int(lines[1].split(b"\r\n")[0]) if len(lines) > 1 else 0)
            body = TOKEN
            if b"token?" not in head and b"stable_token" not in head:
                await asyncio.sleep(LATENCY)
                body = b'{"errcode":0,"errmsg":"ok","msgid":%d}' % next(NUMBERS)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
