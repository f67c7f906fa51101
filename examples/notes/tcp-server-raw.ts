// Takes one client, prints the number of the second byte it sent and then the first, answers nothing. PORT [HOST] to bind.
import { socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(endpoint(8080));
server.listen(5);
print("ready", show(server.getsockname()));
const [client, address] = server.accept();
const data = client.recv(1024);
print("client", show(address).replace(/, \d+/, ""));
print(data.length < 2 ? "fewer than two bytes" : `[${data[1]}]:${data[0]}`);
client.close();
server.close();
