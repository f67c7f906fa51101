// Version 3: one client after the other, for ever; a client that breaks off does no harm. PORT [HOST] to bind.
import { type Socket, socket, SO_REUSEADDR, SOL_SOCKET } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";
import { upperCase } from "./upper-case.ts";

function serve(client: Socket): void {
  for (let data = client.recv(1024); data.length > 0; data = client.recv(1024)) client.sendall(upperCase(data));
}

const server = socket();
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
server.bind(endpoint(8080));
server.listen(5);
print("ready", show(server.getsockname()));
for (;;) {
  const [client] = server.accept();
  try {
    serve(client);
    print("a client has left");
  } catch (error) {
    print(String(error));
  }
  client.close();
}
