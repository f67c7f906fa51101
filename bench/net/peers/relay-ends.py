# Both ends of a relay: listens on TARGET, sends COUNT MiB through the relay at PORT, prints the seconds it took.
import socket, sys, threading, time
port, target, count = map(int, sys.argv[1:])
listener = socket.create_server(("127.0.0.1", target))
for _ in range(500):
    try:
        source = socket.create_connection(("127.0.0.1", port))
        break
    except ConnectionRefusedError:
        time.sleep(0.01)
block = b"x" * (1 << 20)
def send():
    for _ in range(count):
        source.sendall(block)
    source.shutdown(socket.SHUT_WR)
start = time.perf_counter()
threading.Thread(target=send, daemon=True).start()
sink, _ = listener.accept()
room = bytearray(1 << 20)
total = 0
while n := sink.recv_into(room):
    total += n
print(total, time.perf_counter() - start)
