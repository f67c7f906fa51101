// Sends a file to each connection: file.mjs ours|pipe PORT FILE
import { createReadStream } from "node:fs";
import { createServer } from "node:net";
import { listen, sendFile } from "../../../dist/net/index.js";

const [kind, port, file] = process.argv.slice(2);
if (kind === "pipe") {
  createServer((socket) => createReadStream(file, { highWaterMark: 1 << 20 }).pipe(socket)).listen(port, "127.0.0.1");
} else {
  for await (const stream of await listen({ host: "127.0.0.1", port: Number(port) })) {
    await sendFile(stream, file);
    await stream.close();
  }
}
