// Reads each connection to its end and throws it away: bulk.mjs PORT recvInto|recv|stream|node
import { createServer } from "node:net";
import * as net from "../../../dist/net/index.js";

const [text, kind] = process.argv.slice(2);
const port = Number(text);
if (kind === "node") {
  createServer((socket) => socket.on("data", () => undefined).on("end", () => socket.end())).listen(
    port,
    "127.0.0.1",
    () => console.log("ready"),
  );
} else if (kind === "stream") {
  const listener = await net.listen({ host: "127.0.0.1", port });
  console.log("ready");
  for await (const stream of listener) {
    const room = new Uint8Array(262_144);
    while ((await stream.readInto(room)) > 0);
    await stream.close();
  }
} else {
  const listener = net.create_server(["127.0.0.1", port]);
  console.log("ready");
  const room = Buffer.allocUnsafeSlow(262_144);
  for (;;) {
    const [sock] = await listener.accept();
    if (kind === "recv") while ((await sock.recv(262_144)).length > 0);
    else while ((await sock.recvInto(room)) > 0);
    sock.close();
  }
}
