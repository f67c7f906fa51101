# Sends a file to each connection with Python's socket.sendfile: file.py PORT FILE
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        connection, _ = server.accept()
        with connection, open(sys.argv[2], "rb") as file:
            connection.sendfile(file)
