// Takes one client, prints its line (gbk), says thank you, ends. PORT [HOST] to bind.
import { decodeText, encodeText } from "jackfield/bytes";
import { socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(endpoint(7788));
server.listen(128);
print("ready", show(server.getsockname()));
const [client] = server.accept();
print(decodeText(client.recv(1024), "gbk"));
client.sendall(encodeText("thank you !", "gbk"));
client.close();
server.close();
