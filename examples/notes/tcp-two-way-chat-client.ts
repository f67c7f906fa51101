// Talks with the server in turns, this side first; q or the end of the input closes. PORT [HOST] of the server.
import { socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const sock = socket();
sock.connect(endpoint(8080));
for (let line = input(); line !== null && line !== "q"; line = input()) {
  if (line === "") continue;
  sock.sendall(new TextEncoder().encode(line));
  const answer = sock.recv(1024);
  if (answer.length === 0) break;
  print(new TextDecoder().decode(answer));
}
sock.close();
