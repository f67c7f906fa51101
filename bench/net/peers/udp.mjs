// Receives datagrams until one of 3 bytes: udp.mjs ours|dgram. Prints its port, then datagrams, kernel drops (or -1), and
// CPU seconds.
import { createSocket } from "node:dgram";
import { bindDatagrams } from "../../../dist/net/index.js";

const say = (...words) => process.stdout.write(`${words.join(" ")}\n`);
let start;
let count = 0;
const done = (drops) => {
  const { user, system } = process.cpuUsage(start);
  say(count, drops, (user + system) / 1e6);
  process.exit();
};
if (process.argv[2] === "dgram") {
  const socket = createSocket("udp4");
  socket.on("message", (bytes) => {
    start ??= process.cpuUsage();
    if (bytes.length === 3) done(-1);
    count += 1;
  });
  socket.bind(0, "127.0.0.1", () => {
    socket.setRecvBufferSize(4_194_304);
    say(socket.address().port);
  });
} else {
  const socket = await bindDatagrams({ host: "127.0.0.1", port: 0 });
  say(socket.local.port);
  for (;;) {
    const batch = await socket.receive();
    start ??= process.cpuUsage();
    for (const { bytes } of batch) {
      if (bytes.length === 3) done(socket.kernelDrops() ?? -1);
      count += 1;
    }
  }
}
