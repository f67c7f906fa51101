// Sends a word and prints the bytes of the answer; none when the server only closes. PORT [HOST] of the server.
import { socket } from "jackfield/net/blocking";
import { endpoint, print } from "./terminal.ts";

const sock = socket();
sock.connect(endpoint(8080));
sock.sendall(new TextEncoder().encode("clientInfromation"));
print(`recv_data: ${JSON.stringify(new TextDecoder().decode(sock.recv(1024)))}`);
sock.close();
