// Shows each message and sends back what is typed; an empty line goes out as an empty datagram. PORT [HOST] to bind.
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(8081));
print("ready", show(sock.getsockname()));
for (;;) {
  const [data, from] = sock.recvfrom(65_535);
  if (from === null) continue;
  print(`来自[${(from as [string, number]).join(":")}]的一条消息:${new TextDecoder().decode(data)}`);
  const answer = input();
  if (answer === null) break;
  sock.sendto(new TextEncoder().encode(answer.trim()), from);
}
sock.close();
