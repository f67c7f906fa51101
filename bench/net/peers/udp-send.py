# Sends COUNT datagrams of 64 B at RATE a second, and then some of 3 B: udp-send.py PORT RATE COUNT
import socket, sys, time
port, rate, count = map(int, sys.argv[1:])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", port))
block = b"x" * 64
start = time.perf_counter()
sent = 0
while sent < count:
    due = min(count, int((time.perf_counter() - start) * rate))
    while sent < due:
        s.send(block)
        sent += 1
    time.sleep(0.001)
for _ in range(20):
    time.sleep(0.05)
    try:
        s.send(b"end")
    except ConnectionRefusedError:
        break
