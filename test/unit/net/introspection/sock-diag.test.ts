import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect, listen } from "../../../../src/net/index.ts";
import {
  capabilities,
  create_connection,
  create_server,
  memoryInfo,
  peerCredentials,
  queueLengths,
  type Socket,
  socket,
  socketpair,
  sockets,
  tcpInfo,
  AF_INET,
  SOCK_DGRAM,
  SOL_SOCKET,
  SO_RCVBUF,
} from "../../../../src/net/berkeley.ts";
import { decodeInetEntry, decodeReply, decodeUnixEntry } from "../../../../src/net/introspection/sock-diag.ts";
import { decodeTcpInfo } from "../../../../src/net/introspection/tcp-info.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";
import { itWith } from "../../../support/programs.ts";
import { execFileSync } from "node:child_process";

checkNoLeaks();

const native = capabilities().berkeley;

async function pair(): Promise<[Socket, Socket, Socket]> {
  const listener = create_server(["127.0.0.1", 0]);
  const client = await create_connection(listener.getsockname() as [string, number]);
  const [server] = await listener.accept();
  return [listener, client, server];
}

describe.skipIf(!native)("what the kernel knows of a socket", () => {
  it("tells the same of streams", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "jackfield-peer-")), "s");
    onTestFinished(() => rmSync(dirname(path), { recursive: true }));
    await using tcp = await listen({ host: "127.0.0.1", port: 0 });
    await using unix = await listen({ path });
    await using client = await connect(tcp.local);
    await using server = await tcp.accept();
    await client.write(new Uint8Array(1000));
    await server.exactly(1000);
    expect(tcpInfo(client)).toMatchObject({ state: "established", bytesSent: 1000 });
    expect(tcpInfo(server).bytesReceived).toBe(1000);
    await using named = await connect(unix.local);
    expect(peerCredentials(named)).toMatchObject({ pid: process.pid, uid: process.getuid?.() });
    expect(() => tcpInfo(named)).toThrow(expect.objectContaining({ code: "ERR_UNSUPPORTED" }));
    await client.close();
    expect(() => tcpInfo(client)).toThrow(expect.objectContaining({ code: "ERR_UNSUPPORTED" }));
  });

  it("tells TCP's numbers", async () => {
    const [listener, client, server] = await pair();
    expect(tcpInfo(listener).state).toBe("listen");
    await client.sendall(new Uint8Array(1000));
    await server.recv(1000);
    expect(tcpInfo(client)).toMatchObject({ state: "established", bytesSent: 1000, totalRetransmits: 0 });
    expect(tcpInfo(server).bytesReceived).toBe(1000);
    expect(tcpInfo(client).rttUs).toBeGreaterThan(0);
    client.close();
    expect((await server.recv(1)).length).toBe(0);
    expect(tcpInfo(server).state).toBe("close-wait");
    using udp = socket(AF_INET, SOCK_DGRAM);
    expect(() => tcpInfo(udp)).toThrow("not supported here");
    listener.close();
    server.close();
  });

  it("tells what waits in the queues", async () => {
    const [listener, client, server] = await pair();
    expect(queueLengths(server)).toEqual({ receive: 0, send: 0, unsent: 0 });
    await client.sendall(new Uint8Array(1234));
    await server.recv(1, 2);
    expect(queueLengths(server).receive).toBe(1234);
    const [a, b] = socketpair();
    await a.sendall(new Uint8Array(5));
    expect(queueLengths(b)).toMatchObject({ receive: 5, unsent: null });
    expect(peerCredentials(a)).toEqual({ pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
    for (const each of [listener, client, server, a, b]) each.close();
    expect(() => queueLengths(a)).toThrow("closed on this side");
  });

  it("counts the datagrams that did not fit", async () => {
    using receiver = socket(AF_INET, SOCK_DGRAM);
    receiver.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
    receiver.bind(["127.0.0.1", 0]);
    using sender = socket(AF_INET, SOCK_DGRAM);
    for (let i = 0; i < 100; i++) await sender.sendto(new Uint8Array(1000), receiver.getsockname());
    let received = 0;
    receiver.setblocking(false);
    try {
      for (;;) received += (await receiver.recv(2000)).length / 1000;
    } catch {
      // Nothing more is there.
    }
    expect(received).toBeGreaterThan(0);
    expect(memoryInfo(receiver).drops).toBe(100 - received);
    expect(memoryInfo(receiver).receiveLimit).toBe(8192);
  });

  const STATES: Readonly<Record<string, string>> = {
    ESTAB: "established",
    LISTEN: "listen",
    UNCONN: "unconnected",
    "CLOSE-WAIT": "close-wait",
    "FIN-WAIT-2": "fin-wait-2",
  };

  itWith(["ss"])("lists the machine's sockets as ss does, field by field", async () => {
    const [listener, client, server] = await pair();
    const [, port] = listener.getsockname() as [string, number];
    using udp = socket(AF_INET, SOCK_DGRAM);
    udp.bind(["127.0.0.1", 0]);
    const [, udpPort] = udp.getsockname() as [string, number];
    await client.sendall(new Uint8Array(77));
    await server.recv(1, 2);
    client.shutdown(1);
    await expect.poll(() => tcpInfo(client).state, { timeout: 10_000 }).toBe("fin-wait-2");
    const ss = execFileSync("ss", ["-tuanHOeim", `( sport = :${port} or dport = :${port} or sport = :${udpPort} )`], {
      encoding: "utf8",
    });
    // Somebody else's socket may have one of these port numbers too.
    const inodes = new Set(
      [listener, client, server, udp].map((sock) =>
        Number(/\d+/.exec(readlinkSync(`/proc/self/fd/${sock.fileno()}`))?.[0]),
      ),
    );
    const ours = sockets({ networks: ["tcp", "udp"] })
      .filter((entry) => entry.network !== "unix")
      .filter(({ inode }) => inodes.has(inode));
    const rows = ss
      .trim()
      .split("\n")
      .filter((line) => inodes.has(Number(/ino:(\d+)/.exec(line)?.[1])))
      .map((line) => {
        const [network, state = "", receive, send, local, remote] = line.split(/\s+/);
        return [
          network,
          STATES[state],
          Number(receive),
          Number(send),
          local,
          remote?.replace("*", "0"),
          Number(/ino:(\d+)/.exec(line)?.[1] ?? 0),
          Number(/skmem:\(r\d+,rb(\d+)/.exec(line)?.[1]),
          Number(/mss:(\d+)/.exec(line)?.[1] ?? 0),
        ];
      });
    const mine = ours.map((entry) => [
      entry.network,
      entry.state,
      entry.receiveQueue,
      entry.sendQueue,
      `${entry.local.host}:${entry.local.port}`,
      `${entry.remote.host}:${entry.remote.port}`,
      entry.inode,
      entry.memory?.receiveLimit,
      // ss prints no mss for a listener that has none.
      entry.state === "listen"
        ? Number(/mss:(\d+)/.exec(ss.split("\n").find((line) => line.includes("LISTEN")) ?? "")?.[1] ?? 0)
        : (entry.tcp?.sendMss ?? 0),
    ]);
    expect(rows.length).toBe(4);
    const sorted = (list: readonly unknown[]): string[] => list.map((row) => JSON.stringify(row)).toSorted();
    expect(sorted(mine)).toEqual(sorted(rows));
    for (const each of [listener, client, server]) each.close();
  });

  itWith(["ss"])("lists Unix sockets with their peers", () => {
    using named = socket(1, SOCK_DGRAM);
    named.bind(`\0jackfield-list-${process.pid}`);
    const [a, b] = socketpair();
    const entries = sockets({ networks: ["unix"] });
    const entry = entries.find((item) => item.network === "unix" && item.path === `@jackfield-list-${process.pid}`);
    expect(entry).toMatchObject({ type: "dgram", state: "unconnected", uid: process.getuid?.() });
    const ss = execFileSync("ss", ["-xanHO"], { encoding: "utf8", maxBuffer: 1 << 26 });
    expect(ss).toMatch(new RegExp(`@jackfield-list-${process.pid}\\s+${(entry as { inode: number }).inode}\\b`));
    const linked = entries.filter((item) => item.network === "unix" && item.peerInode !== 0);
    const inodes = new Set(linked.map(({ inode }) => inode));
    expect(linked.filter((item) => item.network === "unix" && inodes.has(item.peerInode)).length).toBeGreaterThan(1);
    a.close();
    b.close();
  });
});

describe("sock_diag codec", () => {
  it("gives entries or nothing for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeReply(bytes)).not.toThrow();
        expect(() => decodeInetEntry("tcp", bytes)).not.toThrow();
        expect(() => decodeUnixEntry(bytes)).not.toThrow();
        if (bytes.length >= 104) expect(() => decodeTcpInfo(bytes)).not.toThrow();
      }),
    );
  });

  it("reads an error and an end", () => {
    const error = new Uint8Array(20);
    const view = new DataView(error.buffer);
    view.setUint32(0, 20, true);
    view.setUint16(4, 2, true);
    view.setInt32(16, -2, true);
    expect(decodeReply(error)).toEqual({ bodies: [], done: true, errno: 2 });
    view.setUint16(4, 3, true);
    expect(decodeReply(error)).toMatchObject({ done: true, errno: 0 });
    expect(decodeReply(error.subarray(0, 10))).toMatchObject({ done: false });
  });
});
