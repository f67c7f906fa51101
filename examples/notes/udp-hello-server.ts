// Says hi to everybody who sends anything. PORT [HOST] to bind.
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(9000));
print("ready", show(sock.getsockname()));
for (;;) {
  const [data, from] = sock.recvfrom(65_535);
  print(new TextDecoder().decode(data));
  if (from !== null) sock.sendto(new TextEncoder().encode("hi"), from);
}
