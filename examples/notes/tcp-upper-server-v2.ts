// Version 2: one client, as many messages as it sends. PORT [HOST] to bind.
import { socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";
import { upperCase } from "./upper-case.ts";

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(endpoint(8080));
server.listen(5);
print("ready", show(server.getsockname()));
const [client] = server.accept();
// No bytes is the client's end.
for (let data = client.recv(1024); data.length > 0; data = client.recv(1024)) client.sendall(upperCase(data));
client.close();
server.close();
print("the client has left");
