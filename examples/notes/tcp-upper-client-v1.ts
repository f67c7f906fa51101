// Version 1: sends hello and prints the answer. PORT [HOST] of the server.
import { socket } from "jackfield/net/blocking";
import { endpoint, print } from "./terminal.ts";

const sock = socket();
sock.connect(endpoint(8080));
sock.sendall(new TextEncoder().encode("hello"));
print(new TextDecoder().decode(sock.recv(1024)));
sock.close();
