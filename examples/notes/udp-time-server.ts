// Tells the local time in the format that is asked for (%Y %m %d %H %M %S %X %x and text). PORT [HOST] to bind.
import { AF_INET, SO_REUSEADDR, SOCK_DGRAM, SOL_SOCKET, socket } from "jackfield/net/blocking";
import { endpoint, print, show } from "./terminal.ts";

const ANSWER_BYTES = 1024;

function format(pattern: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const parts: Readonly<Record<string, string>> = {
    Y: String(now.getFullYear()),
    m: two(now.getMonth() + 1),
    d: two(now.getDate()),
    H: two(now.getHours()),
    M: two(now.getMinutes()),
    S: two(now.getSeconds()),
    "%": "%",
  };
  const whole: Readonly<Record<string, string>> = { X: "%H:%M:%S", x: "%m/%d/%y", F: "%Y-%m-%d", T: "%H:%M:%S" };
  const expanded = pattern.replace(/%([XxFT])/g, (_, letter: string) => whole[letter] ?? "");
  const withYear = expanded.replaceAll("%y", two(now.getFullYear() % 100));
  return withYear.replace(/%([YmdHMS%])/g, (_, letter: string) => parts[letter] ?? "");
}

const sock = socket(AF_INET, SOCK_DGRAM);
sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
sock.bind(endpoint(9000));
print("ready", show(sock.getsockname()));
for (;;) {
  const [data, from] = sock.recvfrom(65_535);
  const pattern = data.length === 0 ? "%Y-%m-%d %X" : new TextDecoder().decode(data);
  const answer = new TextEncoder().encode(format(pattern, new Date()));
  // A long answer to a short question would help those who send with somebody else's address.
  if (from !== null && answer.length <= ANSWER_BYTES) sock.sendto(answer, from);
}
