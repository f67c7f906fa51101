// Sends a line in utf-8 and prints the answer (gbk) with its sender. PORT [HOST] of the other side.
import { decodeText, encodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, input, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.settimeout(30);
// Connected, so that only the one who was asked can answer.
sock.connect(endpoint(8080));
sock.send(encodeText(input("text: ") ?? "", "utf-8"));
print(decodeText(sock.recv(65_535), "gbk"), show(sock.getpeername()));
sock.close();
