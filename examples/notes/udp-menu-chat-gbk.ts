// A menu chat (gbk): 1 sends a line, 2 waits for one, anything else ends. Own PORT [HOST].
import { decodeText, encodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(7788));
print("ready", show(sock.getsockname()));
for (;;) {
  const choice = input("1 send, 2 receive, 0 exit: ");
  if (choice === "1") {
    const host = input("ip: ") ?? "";
    const port = Number(input("port: "));
    const message = input("message: ") ?? "";
    sock.sendto(encodeText(message, "gbk"), [host, port]);
  } else if (choice === "2") {
    const [data, from] = sock.recvfrom(65_535);
    print(`${show(from)} : ${decodeText(data, "gbk")}`);
  } else break;
}
sock.close();
