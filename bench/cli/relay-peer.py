# One end of a measured transfer. sink: listens, receives to the end. source PORT MIB: connects, sends, ends, waits for the
# other end's end. Prints bytes and seconds from the first connection on.
import socket, sys, time
kind, port = sys.argv[1], int(sys.argv[2])
if kind == "sink":
    listener = socket.create_server(("127.0.0.1", port))
    print("ready", flush=True)
    peer, _ = listener.accept()
    start = time.perf_counter()
    room = bytearray(1 << 20)
    total = 0
    while n := peer.recv_into(room):
        total += n
else:
    mib = int(sys.argv[3])
    print("ready", flush=True)
    for _ in range(500):
        try:
            peer = socket.create_connection(("127.0.0.1", port))
            break
        except ConnectionRefusedError:
            time.sleep(0.01)
    start = time.perf_counter()
    block = b"x" * (1 << 20)
    for _ in range(mib):
        peer.sendall(block)
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(65536):
        pass
    total = mib << 20
print(total, time.perf_counter() - start, flush=True)
