// Prints every datagram (gb2312) with its sender, for ever. PORT [HOST] to bind.
import { decodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(8090));
print("ready", show(sock.getsockname()));
for (;;) {
  const [data, from] = sock.recvfrom(65_535);
  print(`[${show(from)}]:${decodeText(data, "gb2312")}`);
}
