// Sends a line as a datagram in gbk. PORT [HOST] of the receiver; the text is asked for.
import { encodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input } from "./terminal.ts";

const receiver = endpoint(8080);
const sock = socket(AF_INET, SOCK_DGRAM);
const text = input("text: ") ?? "";
sock.sendto(encodeText(text, "gbk"), receiver);
sock.close();
