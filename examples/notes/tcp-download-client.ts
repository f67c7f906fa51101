// Asks for a file by name and saves it beside the others as [接收]NAME. PORT [HOST] of the server.
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const LIMIT_BYTES = 1_073_741_824;
const sock = socket();
sock.settimeout(30);
sock.connect(endpoint(7788));
const name = input("file: ") ?? "";
sock.sendall(new TextEncoder().encode(name));
const target = `[接收]${basename(name)}`;
const part = `${target}.part`;
const file = openSync(part, "w");
let total = 0;
for (let piece = sock.recv(65_536); piece.length > 0 && total <= LIMIT_BYTES; piece = sock.recv(65_536)) {
  writeSync(file, piece);
  total += piece.length;
}
closeSync(file);
sock.close();
if (total === 0 || total > LIMIT_BYTES) {
  rmSync(part);
  print(total === 0 ? "missing or empty" : "too long");
} else {
  renameSync(part, target);
  print(`saved ${total} bytes`);
}
