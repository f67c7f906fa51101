// A menu chat (utf-8): 1 sends a line, 2 waits for one, anything else ends. Own PORT [HOST].
import { decodeText, encodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(7890));
print("ready", show(sock.getsockname()));
for (;;) {
  const choice = input("1 send, 2 receive, 0 exit: ");
  if (choice === "1") {
    const message = input("message: ") ?? "";
    const host = input("ip: ") ?? "";
    const port = Number(input("port: "));
    sock.sendto(encodeText(message, "utf-8"), [host, port]);
  } else if (choice === "2") {
    const [data, from] = sock.recvfrom(65_535);
    print(`>>>${show(from)}:${decodeText(data, "utf-8")}`);
  } else break;
}
sock.close();
