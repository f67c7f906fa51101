// Waits for one datagram, prints it as gbk, and ends. PORT [HOST] to bind.
import { decodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(7788));
print("ready", show(sock.getsockname()));
const [data, from] = sock.recvfrom(65_535);
print(`${(from as [string, number]).join(":")} ${decodeText(data, "gbk")}`);
sock.close();
