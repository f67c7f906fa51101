// Talks with one client in turns, the client first; q or the end of the input closes. PORT [HOST] to bind.
import { socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, input, print, show } from "./terminal.ts";

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(endpoint(8080));
server.listen(5);
print("ready", show(server.getsockname()));
const [client] = server.accept();
for (let data = client.recv(1024); data.length > 0; data = client.recv(1024)) {
  print(new TextDecoder().decode(data).toUpperCase());
  let answer = input();
  // An empty turn would send nothing, and both would wait.
  while (answer === "") answer = input("say something: ");
  if (answer === null || answer === "q") break;
  client.sendall(new TextEncoder().encode(answer));
}
client.close();
server.close();
