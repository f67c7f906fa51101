// Two people talk at once (gb2312): this thread sends what is typed, another one prints what comes. Own PORT [HOST];
// the peer's address is asked for. An empty input ends it.
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { decodeText, encodeText } from "jackfield/bytes";
import { AF_INET, SOCK_DGRAM, socket, socketFromFileno } from "jackfield/net/blocking";
import { endpoint, input, print, show } from "./terminal.ts";

if (isMainThread) {
  const sock = socket(AF_INET, SOCK_DGRAM);
  sock.bind(endpoint(4567));
  print("ready", show(sock.getsockname()));
  const host = input("peer ip: ") ?? "";
  const port = Number(input("peer port: "));
  const ending = new Int32Array(new SharedArrayBuffer(4));
  // The receiver gets a descriptor of its own for the same socket, and looks up from it now and then.
  const worker = new Worker(new URL(import.meta.url), { workerData: { fd: sock.dup().detach(), ending } });
  for (let line = input(); line !== null; line = input()) sock.sendto(encodeText(line, "gb2312"), [host, port]);
  Atomics.store(ending, 0, 1);
  worker.once("exit", () => sock.close());
} else {
  const { fd, ending } = workerData as { fd: number; ending: Int32Array };
  using sock = socketFromFileno(fd);
  sock.settimeout(0.2);
  while (Atomics.load(ending, 0) === 0) {
    try {
      const [data, from] = sock.recvfrom(65_535);
      print(`>>[${show(from)}]${decodeText(data, "gb2312")}`);
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_TIMEOUT") throw error;
    }
  }
}
