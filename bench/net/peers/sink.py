# Reads a connection to its end and throws it away: sink.py PORT prints the number of bytes.
import socket, sys, time
for _ in range(500):
    try:
        s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        break
    except ConnectionRefusedError:
        time.sleep(0.01)
if len(sys.argv) > 2:
    s.sendall(sys.argv[2].encode().decode("unicode_escape").encode())
room = bytearray(1 << 20)
total = 0
start = time.perf_counter()
while n := s.recv_into(room):
    total += n
print(total, time.perf_counter() - start)
