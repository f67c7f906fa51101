// Asks for the time; an empty line asks for the usual format. PORT [HOST] of the server.
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.settimeout(5);
sock.connect(endpoint(9000));
for (let line = input("format: "); line !== null; line = input("format: ")) {
  sock.send(new TextEncoder().encode(line.trim()));
  print(new TextDecoder().decode(sock.recv(65_535)));
}
sock.close();
