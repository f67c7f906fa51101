// The memory of connections that wait: idle.mjs recv|serve|stream|node COUNT prints the bytes of JS heap and of resident memory
// per connection. The other ends are in a process of their own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import * as net from "../../../dist/net/index.js";

const [kind, text] = process.argv.slice(2);
const count = Number(text);
const host = "127.0.0.1";
const kept = [];
let accepted = 0;
let all;
const done = new Promise((resolve) => (all = resolve));
function seen() {
  accepted += 1;
  if (accepted === count) all();
}

const LISTENERS = {
  async node() {
    const server = createServer((socket) => {
      socket.on("data", () => undefined).on("error", () => undefined);
      kept.push(socket);
      seen();
    });
    server.listen(0, host, 4096);
    await once(server, "listening");
    return server.address().port;
  },
  async serve() {
    const handlers = { open: seen, data: () => undefined };
    const server = await net.serve({ host, port: 0 }, handlers, { backlog: 4096 });
    kept.push(server);
    return server.local.port;
  },
  async stream() {
    const listener = await net.listen({ host, port: 0 }, { backlog: 4096 });
    void (async () => {
      for await (const stream of listener) {
        kept.push(stream, stream.read());
        seen();
      }
    })();
    return listener.local.port;
  },
  async recv() {
    const listener = net.create_server([host, 0], { backlog: 4096 });
    void (async () => {
      for (;;) {
        const [sock] = await listener.accept();
        kept.push(sock, sock.recv(65_536));
        seen();
      }
    })();
    return listener.getsockname()[1];
  },
};

const port = await LISTENERS[kind]();
const settle = async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
  }
};
await settle();
const before = process.memoryUsage();
const ends = spawn("python3", [
  "-c",
  `import socket, sys
kept = [socket.create_connection(("${host}", ${port})) for _ in range(${count})]
sys.stdin.read()`,
]);
await done;
await settle();
const after = process.memoryUsage();
console.log(Math.round((after.heapUsed - before.heapUsed) / count), Math.round((after.rss - before.rss) / count));
ends.kill();
process.exit();
