// Version 3: sends lines and prints the answers; q ends it and is sent too, its answer is not read. PORT [HOST] of the server.
import { socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const sock = socket();
sock.connect(endpoint(8080));
using answers = sock.makefile("rb");
for (let line = input("> "); line !== null; line = input("> ")) {
  const data = new TextEncoder().encode(line);
  // Nothing sent is nothing answered.
  if (data.length === 0) continue;
  sock.sendall(data);
  if (line === "q") break;
  print(new TextDecoder().decode(answers.read(data.length)));
}
sock.close();
