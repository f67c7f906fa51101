// Version 1: one client, one message, its letters made capital. PORT [HOST] to bind.
import { socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";
import { upperCase } from "./upper-case.ts";

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(endpoint(8080));
server.listen(5);
print("ready", show(server.getsockname()));
const [client] = server.accept();
client.sendall(upperCase(client.recv(1024)));
client.close();
server.close();
