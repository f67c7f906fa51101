// Datagrams of this library and of Node. udp.mjs receive|iterate|dgram: prints its port, receives until one of 3 B comes, and
// prints datagrams, kernel drops (-1: unknown) and CPU seconds. udp.mjs KIND PORT MS BYTES sends and prints datagrams,
// seconds and CPU seconds.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import * as net from "../../../dist/net/index.js";
import { socket as blockingSocket } from "../../../dist/net/blocking/index.js";

const [kind, port, ms, size] = process.argv.slice(2);
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

/** 64 sends of which the last is waited for: what a caller does who does not look at each. */
const lastOf64 = (send) => async () => {
  for (let n = 0; n < 63; n += 1) send();
  await send();
};
const eachOf64 = (send) => async () => {
  for (let n = 0; n < 64; n += 1) await send();
};
const HERE = { host: "127.0.0.1", port: 0 };

/** Each gives a function that sends so many datagrams. */
const SENDERS = {
  async dgram(to, bytes) {
    const socket = createSocket("udp4");
    return [
      64,
      () =>
        new Promise((resolve) => {
          for (let n = 0; n < 63; n += 1) socket.send(bytes, to.port, to.host);
          socket.send(bytes, to.port, to.host, resolve);
        }),
    ];
  },
  async "dgram-connected"(to, bytes) {
    const socket = createSocket("udp4");
    socket.connect(to.port, to.host);
    await once(socket, "connect");
    return [
      64,
      () =>
        new Promise((resolve) => {
          for (let n = 0; n < 63; n += 1) socket.send(bytes);
          socket.send(bytes, resolve);
        }),
    ];
  },
  async datagrams(to, bytes) {
    const socket = await net.bindDatagrams(HERE);
    return [64, eachOf64(() => socket.send(bytes, to))];
  },
  async connected(to, bytes) {
    const socket = await net.bindDatagrams(HERE, { connectTo: to });
    return [64, eachOf64(() => socket.send(bytes, to))];
  },
  async "connected-unwaited"(to, bytes) {
    const socket = await net.bindDatagrams(HERE, { connectTo: to });
    return [64, lastOf64(() => socket.send(bytes, to))];
  },
  async many(to, bytes) {
    const socket = await net.bindDatagrams(HERE);
    const run = Array.from({ length: 640 }, () => ({ bytes: bytes.slice(), to }));
    return [640, () => socket.sendMany(run)];
  },
  /** Sizes in turns: nothing to send as segments. */
  async mixed(to, bytes) {
    const socket = await net.bindDatagrams(HERE);
    const run = Array.from({ length: 640 }, (_, n) => ({ bytes: bytes.slice(n & 1), to }));
    return [640, () => socket.sendMany(run)];
  },
  async socket(to, bytes) {
    const socket = net.socket(net.AF_INET, net.SOCK_DGRAM);
    await socket.connect([to.host, to.port]);
    return [64, eachOf64(() => socket.send(bytes))];
  },
  async blocking(to, bytes) {
    const socket = blockingSocket(net.AF_INET, net.SOCK_DGRAM);
    socket.connect([to.host, to.port]);
    return [
      64,
      () => {
        for (let n = 0; n < 64; n += 1) socket.send(bytes);
      },
    ];
  },
};

async function measure(each, send, forMs) {
  const before = process.cpuUsage();
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < forMs) {
    await send();
    sent += each;
  }
  const { user, system } = process.cpuUsage(before);
  return [sent, (performance.now() - began) / 1000, (user + system) / 1e6];
}

if (port === undefined) await RECEIVERS[kind]();
else {
  const [each, send] = await SENDERS[kind]({ host: "127.0.0.1", port: Number(port) }, new Uint8Array(Number(size)));
  await measure(each, send, 250);
  say(...(await measure(each, send, Number(ms))));
  process.exit();
}
