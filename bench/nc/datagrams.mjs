// UDP datagrams of 64 bytes to `jack nc -ul` and to OpenBSD's `nc -ul`, printed as they are: how many of those that were
// sent at a steady rate arrived, by rate.
//   node bench/nc/datagrams.mjs [SECONDS=2]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createSocket } from "node:dgram";
import { fileURLToPath } from "node:url";
import { bindDatagrams } from "../../dist/net/index.js";

const [seconds = 2] = process.argv.slice(2).map(Number);
const JACK = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));
delete process.env.NODE_EXTRA_CA_CERTS;
const BYTES = 64;
const BATCH = 64;

const TOOLS = {
  "jack nc": (port) => [process.execPath, [JACK, "nc", "-v", "-ulk", "--recv-only", "127.0.0.1", port]],
  nc: (port) => ["nc", ["-v", "-n", "-ulk", "127.0.0.1", port]],
};

async function freePort() {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return String(port);
}

async function run(tool, rate) {
  const port = await freePort();
  const [program, args] = TOOLS[tool](port);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let received = 0;
  child.stdout.on("data", (bytes) => (received += bytes.length));
  await once(child.stderr, "data");
  await new Promise((resolve) => setTimeout(resolve, 200));
  const sender = await bindDatagrams({ host: "127.0.0.1", port: 0 });
  const to = { host: "127.0.0.1", port: Number(port) };
  const batch = Array.from({ length: BATCH }, () => ({ bytes: new Uint8Array(BYTES), to }));
  const begin = performance.now();
  let sent = 0;
  while (performance.now() - begin < seconds * 1000) {
    if (sent <= ((performance.now() - begin) / 1000) * rate) {
      await sender.sendMany(batch);
      sent += BATCH;
    } else await new Promise((resolve) => setImmediate(resolve));
  }
  let before = -1;
  while (before !== received) {
    before = received;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  child.kill();
  await once(child, "close");
  await sender.close();
  return { sent, arrived: received / BYTES };
}

for (const rate of [20_000, 60_000, 120_000]) {
  for (const tool of Object.keys(TOOLS)) {
    const { sent, arrived } = await run(tool, rate);
    const lost = (100 * (1 - arrived / sent)).toFixed(1);
    console.log(
      `${tool.padEnd(8)} asked ${rate}/s: ${Math.round(sent / seconds)}/s sent, ${Math.round(arrived / seconds)}/s printed, ${lost} % lost`,
    );
  }
}
