// Says hello until it is answered, five times at most. PORT [HOST] of the server.
import { AF_INET, SOCK_DGRAM, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.settimeout(1);
sock.connect(endpoint(9000));
for (let attempt = 1; attempt <= 5; attempt++) {
  try {
    sock.send(new TextEncoder().encode("hello"));
    print(new TextDecoder().decode(sock.recv(1024)), show(sock.getpeername()));
    break;
  } catch (error) {
    print(String(error));
  }
}
sock.close();
