"""The time over UDP and upper over TCP with Python's asyncio: asyncio_server.py time|upper|upper-streams. Prints its port."""
import asyncio
import sys
import time


class Time(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        text = data.decode() or "%Y-%m-%d %X"
        self.transport.sendto(time.strftime(text).encode(), address)


class Upper(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data.upper())


async def upper(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data.upper())
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def main():
    loop = asyncio.get_running_loop()
    if sys.argv[1] == "time":
        transport, _ = await loop.create_datagram_endpoint(Time, local_addr=("127.0.0.1", 0))
        print(transport.get_extra_info("sockname")[1], flush=True)
    else:
        streams = sys.argv[1] == "upper-streams"
        server = await (
            asyncio.start_server(upper, "127.0.0.1", 0) if streams else loop.create_server(Upper, "127.0.0.1", 0)
        )
        print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
