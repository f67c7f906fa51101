// A chat room: the first datagram of an address is its name, later ones go to all the others. PORT [HOST] to bind.
import { AF_INET, SOCK_DGRAM, type SocketName, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const sock = socket(AF_INET, SOCK_DGRAM);
sock.bind(endpoint(8000));
print("ready", show(sock.getsockname()));
const members = new Map<string, { readonly name: string; readonly address: SocketName }>();

function tellOthers(but: string, data: Uint8Array): void {
  for (const [key, { address }] of members) if (key !== but) sock.sendto(data, address);
}

for (;;) {
  const [data, address] = sock.recvfrom(1024);
  if (address === null) continue;
  const key = show(address);
  const text = new TextDecoder().decode(data);
  const member = members.get(key);
  if (member === undefined) {
    members.set(key, { name: text, address });
    tellOthers(key, new TextEncoder().encode(`${text}: 加入了群聊`));
    print(`${text} joined`);
  } else if (text === "q" || text === `${member.name}:q`) {
    members.delete(key);
    tellOthers(key, new TextEncoder().encode(`${member.name}：离开了聊天室`));
    print(`${member.name} left`);
  } else tellOthers(key, data);
}
