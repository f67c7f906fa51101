import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { capabilities } from "../../src/net/capabilities.ts";
import { canLookAtSockets, type ForeignSocket, socketsOf } from "../support/foreign-sockets.ts";
import { JACK } from "../support/jack.ts";
import { freePort } from "../support/netcat.ts";
import { hasProgram } from "../support/programs.ts";

const canLook = hasProgram("socat") && capabilities().berkeley && (await canLookAtSockets());
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** The kernel doubles what a buffer is asked to hold (socket(7)). */
const doubled = (bytes: number): number => bytes * 2;
/** What socat is told, what we are told, and what the socket then has. */
const TCP_OPTIONS: readonly (readonly [socat: string, jack: string, options: ForeignSocket["options"]])[] = [
  ["nodelay", "nodelay", { TCP_NODELAY: 1 }],
  ["keepalive", "keepalive", { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 7200 }],
  [
    "keepalive,keepidle=40,keepintvl=7,keepcnt=3",
    "keepidle=40,keepintvl=7,keepcnt=3",
    { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 40, TCP_KEEPINTVL: 7, TCP_KEEPCNT: 3 },
  ],
  ["ttl=9", "ttl=9", { IP_TTL: 9 }],
  ["tos=184", "tos=ef", { IP_TOS: 184 }],
  [
    "sndbuf=30000,rcvbuf=40000",
    "sndbuf=30000,rcvbuf=40000",
    { SO_SNDBUF: doubled(30_000), SO_RCVBUF: doubled(40_000) },
  ],
  ["linger=3", "linger=3", { SO_LINGER: 3 }],
  ["so-bindtodevice=lo", "device=lo", { SO_BINDTODEVICE: "lo" }],
  ["reuseport", "reuseport", { SO_REUSEPORT: 1 }],
];
/** What a connection does not have of its listener. */
const OF_A_CONNECTION: typeof TCP_OPTIONS = [
  ...TCP_OPTIONS,
  ["so-priority=5", "sockopt=SO_PRIORITY=5", { SO_PRIORITY: 5 }],
];

/** A program with its standard input open, ended with the test. */
function start(command: string, args: readonly string[]): ChildProcess {
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env;
  const child = spawn(command, [...args], { stdio: ["pipe", "ignore", "inherit"], env });
  cleanUps.push(() => child.kill("SIGKILL"));
  return child;
}

function startRelay(a: string, b: string): ChildProcess {
  return start(process.execPath, [JACK, "relay", "--quiet", a, b]);
}

/** The one socket of a program that is wanted, as soon as it is there. */
async function socketOf(
  { pid = 0 }: ChildProcess,
  port: number,
  isWanted: (socket: ForeignSocket) => boolean,
): Promise<ForeignSocket> {
  let found: ForeignSocket | undefined;
  await expect
    .poll(async () => {
      found = (await socketsOf(pid, port)).find(isWanted);
      return found !== undefined;
    })
    .toBe(true);
  return found as ForeignSocket;
}

async function tcpServer(): Promise<number> {
  const server = createServer((peer) => peer.on("error", () => undefined).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUps.push(() => server.close());
  return (server.address() as { port: number }).port;
}

async function udpReceiver(): Promise<number> {
  const receiver = createSocket("udp4");
  receiver.bind(0, "127.0.0.1");
  await once(receiver, "listening");
  cleanUps.push(() => receiver.close());
  return receiver.address().port;
}

const isConnected = ({ connected }: ForeignSocket): boolean => connected;

describe.runIf(canLook)("sockets of jack relay have the options that socat's have", { concurrent: false }, () => {
  it.each(OF_A_CONNECTION)("of a connection: %s", async (theirs, ours, options) => {
    const port = await tcpServer();
    const socat = start("socat", ["-", `TCP:127.0.0.1:${port},${theirs}`]);
    const jack = startRelay("-", `127.0.0.1:${port},${ours}`);
    expect((await socketOf(socat, port, isConnected)).options).toMatchObject(options);
    expect((await socketOf(jack, port, isConnected)).options).toMatchObject(options);
  });

  it.each(TCP_OPTIONS)("of a connection that came: %s", async (theirs, ours, options) => {
    const ports = [await freePort(), await freePort()] as const;
    const socat = start("socat", [`TCP-LISTEN:${ports[0]},bind=127.0.0.1,${theirs}`, "-"]);
    const jack = startRelay(`listen:${ports[1]},${ours}`, "-");
    for (const [program, port] of [
      [socat, ports[0]],
      [jack, ports[1]],
    ] as const) {
      await socketOf(program, port, ({ listens }) => listens);
      const client = connect(port, "127.0.0.1");
      cleanUps.push(() => client.destroy());
      expect((await socketOf(program, port, isConnected)).options).toMatchObject(options);
    }
  });

  it("of a connection: this side's address and port", async () => {
    const port = await tcpServer();
    const [one, two] = [await freePort(), await freePort()];
    const socat = start("socat", ["-", `TCP:127.0.0.1:${port},bind=127.0.0.2,sourceport=${one}`]);
    const jack = startRelay("-", `127.0.0.1:${port},bind=127.0.0.2:${two}`);
    expect(await socketOf(socat, port, isConnected)).toMatchObject({ local: "127.0.0.2", localPort: one });
    expect(await socketOf(jack, port, isConnected)).toMatchObject({ local: "127.0.0.2", localPort: two });
  });

  it.each([
    ["broadcast", "broadcast", { SO_BROADCAST: 1 }],
    ["ttl=4,tos=8", "ttl=4,tos=8", { IP_TTL: 4, IP_TOS: 8 }],
    [
      "ip-multicast-ttl=6,ip-multicast-loop=0",
      "multicast-ttl=6,multicast-loop=0",
      { IP_MULTICAST_TTL: 6, IP_MULTICAST_LOOP: 0 },
    ],
    ["rcvbuf=50000", "rcvbuf=50000", { SO_RCVBUF: doubled(50_000) }],
    ["bind=127.0.0.3", "bind=127.0.0.3", {}],
  ])("of datagrams: %s", async (theirs, ours, options) => {
    const port = await udpReceiver();
    const socat = await socketOf(start("socat", ["-", `UDP:127.0.0.1:${port},${theirs}`]), port, isConnected);
    const jack = await socketOf(startRelay("-", `udp://127.0.0.1:${port},${ours}`), port, isConnected);
    expect(socat.options).toMatchObject(options);
    expect(jack.options).toMatchObject(options);
    expect(jack.local).toBe(socat.local);
  });

  it("of each side by itself", async () => {
    const [target, port] = [await tcpServer(), await freePort()];
    const jack = startRelay(`listen:${port},ttl=11`, `127.0.0.1:${target},ttl=12,nodelay`);
    await socketOf(jack, port, ({ listens }) => listens);
    const client = connect(port, "127.0.0.1");
    cleanUps.push(() => client.destroy());
    const here = await socketOf(jack, port, isConnected);
    const there = await socketOf(jack, target, isConnected);
    expect([here.options["IP_TTL"], here.options["TCP_NODELAY"]]).toEqual([11, 0]);
    expect([there.options["IP_TTL"], there.options["TCP_NODELAY"]]).toEqual([12, 1]);
  });
});

describe.runIf(canLook)("multicast through jack relay", () => {
  it("receives what is sent to a group that it has joined", async () => {
    const port = await freePort();
    const jack = spawn(process.execPath, [
      JACK,
      "relay",
      "--quiet",
      `listen:udp://:${port},join=239.1.2.3@lo,reuseaddr`,
      "-",
    ]);
    cleanUps.push(() => jack.kill("SIGKILL"));
    let received = "";
    jack.stdout.on("data", (bytes: Buffer) => (received += bytes.toString()));
    await socketOf(jack, port, () => true);
    const socat = start("socat", ["-u", "-", `UDP-DATAGRAM:239.1.2.3:${port},ip-multicast-if=127.0.0.1`]);
    socat.stdin?.end("to all of you\n");
    await expect.poll(() => received).toBe("to all of you\n");
  });
});
