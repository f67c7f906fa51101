// Datagrams of this library and of Node. udp.mjs receive|iterate|dgram: prints its port, receives until one of 3 B comes, and
// prints datagrams, kernel drops (-1: unknown) and CPU seconds. udp.mjs KIND PORT BYTES says that it is ready; then, for
// each line with milliseconds, it sends for so long and prints datagrams, seconds and CPU seconds.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as net from "../../../dist/net/index.js";
import { socket as blockingSocket } from "../../../dist/net/blocking/index.js";
import { requireKoffi } from "../../../dist/net/sys/koffi.js";

const [kind, port, size] = process.argv.slice(2);
const say = (...words) => process.stdout.write(`${words.join(" ")}\n`);
const RECEIVE_BUFFER = 4_194_304;
/** The compiler has had its time by then. */
const WARM_UP = 60_000;

let start;
let count = 0;
function took(drops) {
  const { user, system } = process.cpuUsage(start);
  say(count - WARM_UP, drops, (user + system) / 1e6);
  process.exit();
}
function counted(bytes, drops) {
  if (bytes.length === 3) took(drops());
  count += 1;
  if (count === WARM_UP) start = process.cpuUsage();
}

const RECEIVERS = {
  async dgram() {
    const socket = createSocket("udp4");
    socket.on("message", (bytes) => counted(bytes, () => -1));
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.setRecvBufferSize(RECEIVE_BUFFER);
    say(socket.address().port);
  },
  async receive() {
    const socket = await net.bindDatagrams({ host: "127.0.0.1", port: 0 });
    say(socket.local.port);
    const drops = () => socket.kernelDrops() ?? -1;
    for (;;) for (const { bytes } of await socket.receive()) counted(bytes, drops);
  },
  async iterate() {
    const socket = await net.bindDatagrams({ host: "127.0.0.1", port: 0 });
    say(socket.local.port);
    const drops = () => socket.kernelDrops() ?? -1;
    for await (const { bytes } of socket) counted(bytes, drops);
  },
};

/** Datagrams between two looks at the clock. */
const SOME = 64;
const MANY = 640;
const HERE = { host: "127.0.0.1", port: 0 };
const each = (send) => async () => {
  for (let n = 0; n < SOME; n += 1) await send();
};
/** What a caller does who does not look at each. */
const lastAwaited = (send) => async () => {
  for (let n = 1; n < SOME; n += 1) send();
  await send();
};
const lastCalledBack = (send) => () =>
  new Promise((resolve) => {
    for (let n = 1; n < SOME; n += 1) send();
    send(resolve);
  });
/** Sizes in turns: two at a time are segments of one send. */
const inTurns = (bytes, to) => Array.from({ length: MANY }, (_, n) => ({ bytes: bytes.slice(n & 1), to }));
/** Growing sizes: nothing to send as segments. */
const growing = (bytes, to) => Array.from({ length: MANY }, (_, n) => ({ bytes: bytes.slice(63 - (n & 63)), to }));
const manyOf =
  (make, connected = false) =>
  async (to, bytes) => {
    const socket = await net.bindDatagrams(HERE, connected ? { connectTo: to } : {});
    const run = make(bytes, to);
    return [() => socket.sendMany(run), MANY];
  };

async function nodeSocket() {
  const socket = createSocket("udp4");
  socket.bind(0, HERE.host);
  await once(socket, "listening");
  return socket;
}
async function connectedNodeSocket(to) {
  const socket = await nodeSocket();
  socket.connect(to.port, to.host);
  await once(socket, "connect");
  return socket;
}
async function connectedSocket(to) {
  const socket = net.socket(net.AF_INET, net.SOCK_DGRAM);
  await socket.connect([to.host, to.port]);
  return socket;
}

/** Each gives a function that sends {@link SOME} datagrams, or the number that it is told beside it. */
const SENDERS = {
  async dgram(to, bytes) {
    const socket = await nodeSocket();
    return lastCalledBack((done) => socket.send(bytes, to.port, to.host, done));
  },
  async "dgram-connected"(to, bytes) {
    const socket = await connectedNodeSocket(to);
    return lastCalledBack((done) => socket.send(bytes, done));
  },
  async datagrams(to, bytes) {
    const socket = await net.bindDatagrams(HERE);
    return each(() => socket.send(bytes, to));
  },
  async connected(to, bytes) {
    const socket = await net.bindDatagrams(HERE, { connectTo: to });
    return each(() => socket.send(bytes, to));
  },
  async "last-awaited"(to, bytes) {
    const socket = await net.bindDatagrams(HERE, { connectTo: to });
    return lastAwaited(() => socket.send(bytes, to));
  },
  async offer(to, bytes) {
    const socket = await net.bindDatagrams(HERE, { connectTo: to });
    return async () => {
      for (let n = 0; n < SOME; n += 1) {
        const waiting = socket.offer(bytes, to);
        if (waiting !== null) await waiting;
      }
    };
  },
  async segments(to, bytes) {
    const socket = await net.bindDatagrams(HERE);
    const run = Array.from({ length: MANY }, () => ({ bytes: bytes.slice(), to }));
    return [() => socket.sendMany(run), MANY];
  },
  turns: manyOf(inTurns),
  "turns-connected": manyOf(inTurns, true),
  growing: manyOf(growing),
  "growing-connected": manyOf(growing, true),
  async sendmany(to, bytes) {
    const socket = net.socket(net.AF_INET, net.SOCK_DGRAM);
    const run = inTurns(bytes, [to.host, to.port]).map((one) => [one.bytes, one.to]);
    return [() => net.sendmany(socket, run), MANY];
  },
  /** koffi's call and nothing else: no other call for each datagram can be faster. */
  async bare(to, bytes) {
    const fd = (await connectedSocket(to)).detach();
    const send = requireKoffi().load(null).func("int send(int, void *, size_t, int)");
    return () => {
      for (let n = 0; n < SOME; n += 1) send(fd, bytes, bytes.length, 0);
    };
  },
  async socket(to, bytes) {
    const socket = await connectedSocket(to);
    return each(() => socket.send(bytes));
  },
  async blocking(to, bytes) {
    const socket = blockingSocket(net.AF_INET, net.SOCK_DGRAM);
    socket.connect([to.host, to.port]);
    return () => {
      for (let n = 0; n < SOME; n += 1) socket.send(bytes);
    };
  },
};

async function measure(some, send, forMs) {
  const before = process.cpuUsage();
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < forMs) {
    await send();
    sent += some;
  }
  const { user, system } = process.cpuUsage(before);
  return [sent, (performance.now() - began) / 1000, (user + system) / 1e6];
}

if (port === undefined) await RECEIVERS[kind]();
else {
  const made = await SENDERS[kind]({ host: HERE.host, port: Number(port) }, new Uint8Array(Number(size)));
  const [send, some] = Array.isArray(made) ? made : [made, SOME];
  say("ready");
  for await (const ms of createInterface({ input: process.stdin })) say(...(await measure(some, send, Number(ms))));
  process.exit();
}
