"""A room as a Python program for a lesson has it: a dictionary of names by address, and a loop of sendto."""
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
sock.bind(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
names = {}
while True:
    data, address = sock.recvfrom(1024)
    if address not in names:
        names[address] = data.decode()
        data = (names[address] + ": 加入了群聊").encode()
    for other in names:
        if other != address:
            sock.sendto(data, other)
