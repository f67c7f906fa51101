// Sends commands and prints the answers (gbk). PORT [HOST] of the server.
import { decodeText } from "jackfield/bytes";
import { socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const sock = socket();
sock.settimeout(30);
sock.connect(endpoint(8080));
for (let line = input("command: "); line !== null; line = input("command: ")) {
  if (line === "") continue;
  sock.sendall(new TextEncoder().encode(line));
  const answer = sock.recv(1024);
  if (answer.length === 0) break;
  print(decodeText(answer, "gbk").trimEnd());
}
sock.close();
