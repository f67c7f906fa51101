# Reads each connection to its end and throws it away: bulk.py PORT recv_into|uvloop|asyncio
import asyncio, socket, sys

port, kind = int(sys.argv[1]), sys.argv[2]
if kind == "recv_into":
    room = bytearray(262144)
    with socket.create_server(("127.0.0.1", port)) as listener:
        print("ready", flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                while connection.recv_into(room):
                    pass


class Discard(asyncio.BufferedProtocol):
    room = bytearray(262144)

    def get_buffer(self, hint):
        return self.room

    def buffer_updated(self, count):
        pass


async def main():
    server = await asyncio.get_running_loop().create_server(Discard, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if kind == "uvloop":
    import uvloop

    uvloop.install()
asyncio.run(main())
