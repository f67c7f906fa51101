// Sends a line, and then the word shuju, as a datagram in gb2312. PORT [HOST] of the receiver; the text is asked for.
import { encodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input } from "./terminal.ts";

const receiver = endpoint(8080);
const sock = socket(AF_INET, SOCK_DGRAM);
const text = input("text: ") ?? "";
sock.sendto(encodeText(text, "gb2312"), receiver);
sock.sendto(encodeText("shuju", "gb2312"), receiver);
sock.close();
