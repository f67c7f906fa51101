// Writes to one of four friends, who are all at the same address. q ends it. PORT [HOST] of the server.
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const FRIENDS = new Set(["taibai", "Jedan", "Jack", "John"]);
const sock = socket(AF_INET, SOCK_DGRAM);
sock.settimeout(30);
sock.connect(endpoint(8081));
for (let name = input("friend: "); name !== null && name !== "q"; name = input("friend: ")) {
  if (!FRIENDS.has(name)) {
    print(`friends are ${[...FRIENDS].join(", ")}`);
    continue;
  }
  const text = input("message: ");
  if (text === null || text === "q") break;
  if (text === "") continue;
  sock.send(new TextEncoder().encode(`发给${name}: ${text}`));
  print(`answer:${new TextDecoder().decode(sock.recv(1024))}`);
}
sock.close();
