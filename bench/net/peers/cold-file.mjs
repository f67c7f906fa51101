// Sends a file that was put out of the page cache and watches the event loop: cold-file.mjs ours|pipe|idle FILE PORT prints
// bytes, seconds, and the longest time in milliseconds that the loop stood still. `idle` only watches, while another process
// reads the file: what the machine itself does to any event loop.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, statSync } from "node:fs";
import { connect as netConnect } from "node:net";
import { connect, sendFile } from "../../../dist/net/index.js";

const [kind, file, port] = process.argv.slice(2);
let last = performance.now();
let longest = 0;
const watch = setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last - 1);
  last = now;
}, 1);
let bytes;
let start;
if (kind === "ours") {
  const stream = await connect({ host: "127.0.0.1", port: Number(port) });
  start = performance.now();
  longest = 0;
  bytes = await sendFile(stream, file);
  await stream.close();
} else if (kind === "idle") {
  const reading = spawn("dd", [`if=${file}`, "of=/dev/null", "bs=1M"], { stdio: "ignore" });
  await once(reading, "spawn");
  start = performance.now();
  longest = 0;
  await once(reading, "exit");
  bytes = statSync(file).size;
} else {
  const socket = netConnect(Number(port), "127.0.0.1");
  await new Promise((resolve) => socket.on("connect", resolve));
  start = performance.now();
  longest = 0;
  const reading = createReadStream(file, { highWaterMark: 1 << 20 });
  await new Promise((resolve) => reading.pipe(socket).on("close", resolve));
  bytes = reading.bytesRead;
}
clearInterval(watch);
console.log(bytes, (performance.now() - start) / 1000, longest);
