// Version 2: sends lines and prints the answers. PORT [HOST] of the server.
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

  print(new TextDecoder().decode(answers.read(data.length)));
}
sock.close();
