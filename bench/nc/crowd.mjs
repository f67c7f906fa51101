// Many clients on one `jack nc -lk`: its memory with 1,000 that are idle, and how quick a broker stays for the others while
// one member reads nothing.
//   node bench/nc/crowd.mjs [CLIENTS=1000]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const [clients = 1000] = process.argv.slice(2).map(Number);
const JACK = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));
delete process.env.NODE_EXTRA_CA_CERTS;

async function start(...args) {
  const child = spawn(process.execPath, [JACK, "nc", "-v", ...args, "127.0.0.1", "0"], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (bytes) => (said = (said + bytes).slice(-10_000)));
  while (!/Listening on \S+:(\d+)/.test(said)) await once(child.stderr, "data");
  return { child, port: Number(/Listening on \S+:(\d+)/.exec(said)[1]) };
}

const join = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.on("error", reject);
  });

const residentMegabytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

{
  const { child, port } = await start("-lk", "-m", String(clients));
  const sockets = [];
  for (let count = 0; count < clients; count += 1) sockets.push(await join(port));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log(
    `${clients} idle clients of jack nc -lk: ${residentMegabytes(child.pid).toFixed(0)} MB resident (wanted: < 100)`,
  );
  for (const socket of sockets) socket.destroy();
  child.kill();
}

{
  const { child, port } = await start("--broker");
  const speaker = await join(port);
  const reader = await join(port);
  await new Promise((resolve) => setTimeout(resolve, 300));
  speaker.setNoDelay(true);
  const ask = async () => {
    const begin = process.hrtime.bigint();
    speaker.write("x");
    await once(reader, "data");
    return Number(process.hrtime.bigint() - begin) / 1e3;
  };
  const measure = async () => {
    const times = [];
    for (let count = 0; count < 500; count += 1) times.push(await ask());
    return times.toSorted((a, b) => a - b);
  };
  const alone = await measure();
  const stuck = await join(port);
  stuck.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Fill what the kernel holds for the stuck one, so that from here on it is the broker that has to.
  reader.resume();
  speaker.write(Buffer.alloc(12_000_000));
  let got = 0;
  while (got < 12_000_000) got += (await once(reader, "data"))[0].length;
  const beside = await measure();
  const show = (times) => `median ${times[250].toFixed(0)} us, 99 % ${times[495].toFixed(0)} us`;
  console.log(`a word through jack nc --broker: ${show(alone)}; beside a member that reads nothing: ${show(beside)}`);
  child.kill();
  process.exit(0);
}
