// Makes the two kinds of socket and looks at them.
import { AF_INET, SOCK_DGRAM, SOCK_STREAM, socket } from "jackfield/net/blocking";
import { print } from "./terminal.ts";

const tcp = socket(AF_INET, SOCK_STREAM);
const udp = socket(AF_INET, SOCK_DGRAM);
print(`tcp: family=${tcp.family}, type=${tcp.type}`);
print(`udp: family=${udp.family}, type=${udp.type}`);
tcp.close();
udp.close();
