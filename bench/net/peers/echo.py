"""Echo servers of Python: echo.py PORT uvloop-protocol|uvloop-streams|asyncio-protocol|asyncio-streams|asyncio-sock|threads"""
import asyncio
import socket
import sys
import threading

port, kind = int(sys.argv[1]), sys.argv[2]


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def stream(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def sock_echo(loop, conn):
    with conn:
        while data := await loop.sock_recv(conn, 65536):
            await loop.sock_sendall(conn, data)


async def main():
    loop = asyncio.get_running_loop()
    if kind.endswith("protocol"):
        server = await loop.create_server(Echo, "127.0.0.1", port, backlog=1024)
    elif kind.endswith("streams"):
        server = await asyncio.start_server(stream, "127.0.0.1", port, backlog=1024)
    else:
        listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        listener.setblocking(False)
        print("ready", flush=True)
        while True:
            conn, _ = await loop.sock_accept(listener)
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            loop.create_task(sock_echo(loop, conn))
    print("ready", flush=True)
    await server.serve_forever()


def serve(conn):
    with conn:
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while data := conn.recv(65536):
            conn.sendall(data)


if kind == "threads":
    listener = socket.create_server(("127.0.0.1", port), backlog=1024)
    print("ready", flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
if kind.startswith("uvloop"):
    import uvloop

    uvloop.install()
asyncio.run(main())
