// Sends a line (gbk) and prints everything that comes back. PORT [HOST] of the server.
import { encodeText } from "jackfield/bytes";
import { socket } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

const sock = socket();
sock.settimeout(30);
sock.connect(endpoint(7788));
sock.sendall(encodeText(input("text: ") ?? "", "gbk"));
using answer = sock.makefile("r", { encoding: "gbk" });
print(answer.read());
sock.close();
