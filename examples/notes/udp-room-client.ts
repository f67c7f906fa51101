// A member of the room: this thread sends NAME:TEXT, another one prints what comes; q leaves. PORT [HOST] of the server.
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { AF_INET, SOCK_DGRAM, socket, socketFromFileno } from "jackfield/net/blocking";
import { endpoint, input, print } from "./terminal.ts";

if (isMainThread) {
  const sock = socket(AF_INET, SOCK_DGRAM);
  sock.connect(endpoint(8000));
  const name = input("name: ") ?? "nobody";
  sock.send(new TextEncoder().encode(name));
  print("joined");
  const ending = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { fd: sock.dup().detach(), ending } });
  for (let line = input(); line !== null; line = input()) {
    sock.send(new TextEncoder().encode(`${name}:${line}`));
    if (line === "q") break;
  }
  Atomics.store(ending, 0, 1);
  worker.once("exit", () => sock.close());
} else {
  const { fd, ending } = workerData as { fd: number; ending: Int32Array };
  using sock = socketFromFileno(fd);
  sock.settimeout(0.2);
  while (Atomics.load(ending, 0) === 0) {
    try {
      print(new TextDecoder().decode(sock.recv(65_535)));
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_TIMEOUT") throw error;
    }
  }
}
