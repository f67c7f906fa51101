// Waits for one datagram, prints it as gb2312, and ends. PORT [HOST] to bind.
import { decodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(7789));
print("ready", show(sock.getsockname()));
const [data] = sock.recvfrom(65_535);
print(`content:${decodeText(data, "gb2312")}`);
sock.close();
