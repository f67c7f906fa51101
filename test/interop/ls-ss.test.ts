import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";

const hasSs = spawnSync("ss", ["-V"]).status === 0;

interface Row {
  readonly protocol: string;
  readonly state: string;
  readonly local: string;
  readonly remote: string;
  readonly receiveQueue: number;
  readonly sendQueue: number | null;
  readonly inode: number;
  readonly uid: number;
  readonly processes: readonly { readonly pid: number; readonly command: string; readonly fd: number }[];
}

const STATES: Readonly<Record<string, string>> = { ESTAB: "established", LISTEN: "listen", UNCONN: "unconnected" };

/** What ss says of the sockets of this process, by inode. */
function bySs(options: string): Map<number, Omit<Row, "uid">> {
  const { stdout } = spawnSync("ss", [options], { encoding: "utf8", maxBuffer: 1 << 26 });
  const rows = new Map<number, Omit<Row, "uid">>();
  for (const line of stdout.split("\n")) {
    if (!line.includes(`pid=${process.pid},`)) continue;
    const [network = "", state = "", receive, send, local = "", remote = ""] = line.split(/\s+/);
    const [, command = "", , fd] = /\("([^"]*)",pid=(\d+),fd=(\d+)/.exec(line) ?? [];
    const inode = Number(/ino:(\d+)/.exec(line)?.[1]);
    rows.set(inode, {
      protocol: local.startsWith("[") ? `${network}6` : network,
      state: STATES[state] ?? state,
      local,
      remote: remote.endsWith(":*") ? "*" : remote,
      receiveQueue: Number(receive),
      sendQueue: Number(send),
      inode,
      // Node 24 and later name their main thread; ours then tells the program.
      processes: [{ pid: process.pid, command: command.endsWith("MainThread") ? "node" : command, fd: Number(fd) }],
    });
  }
  return rows;
}

async function byJack(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Row[]> {
  const { code, stdout, stderr } = await Jack.run(["ls", "--json", "--process", String(process.pid), ...args], "", env);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

function portOf(server: Server | undefined): number {
  return (server?.address() as AddressInfo | undefined)?.port ?? 0;
}

describe.skipIf(!hasSs || process.platform !== "linux")("jack ls beside ss", () => {
  it("tells the same of every socket of this process, field by field", async () => {
    const folder = mkdtempSync(join(tmpdir(), "jackfield-ls-"));
    const servers = [createServer(), createServer(), createServer()];
    const [four, six, unix] = servers;
    const accepted = new Promise<void>((resolve) =>
      four?.once("connection", (socket) => void socket.pause().once("readable", () => resolve())),
    );
    await new Promise<void>((resolve) => four?.listen({ port: 0, host: "127.0.0.1", backlog: 17 }, resolve));
    await new Promise<void>((resolve) => six?.listen(0, "::1", resolve));
    await new Promise<void>((resolve) => unix?.listen(join(folder, "a b.sock"), resolve));
    const [waiting, talking] = [createSocket("udp4"), createSocket("udp6")];
    await new Promise<void>((resolve) => waiting.bind(0, "127.0.0.1", resolve));
    const client = connect(portOf(four), "127.0.0.1");
    try {
      await new Promise<void>((resolve) => talking.connect(9, "::1", resolve));
      await new Promise<void>((resolve) => client.write("unread", () => resolve()));
      await accepted;
      const expected = bySs("-Htunaep");
      const ours = await byJack([]);
      expect(expected.size).toBeGreaterThanOrEqual(6);
      expect(new Set(ours.map(({ inode }) => inode))).toEqual(new Set(expected.keys()));
      for (const { protocol, state, local, remote, receiveQueue, sendQueue, inode, processes, uid } of ours) {
        const [first] = processes;
        expect({
          protocol,
          state,
          local,
          remote,
          receiveQueue,
          sendQueue,
          inode,
          processes: [{ pid: first?.pid, command: first?.command, fd: first?.fd }],
        }).toEqual(expected.get(inode));
        expect(uid).toBe(process.getuid?.());
      }
      expect(ours.find(({ local }) => local.endsWith(`:${portOf(four)}`))).toMatchObject({
        sendQueue: 17,
      });
      const paths = await byJack(["--unix", "a b.sock"]);
      expect(paths).toMatchObject([{ protocol: "unix", state: "listen", local: join(folder, "a b.sock") }]);
      // Without netlink the same sockets are found in /proc/net.
      const plain = await byJack([], { JACKFIELD_NET: "node" });
      const shape = ({ protocol, state, local, remote, inode }: Row): object => ({
        protocol,
        state,
        local,
        remote,
        inode,
      });
      expect(plain.map(shape)).toEqual(expect.arrayContaining(ours.map(shape)));
    } finally {
      client.destroy();
      waiting.close();
      talking.close();
      for (const server of servers) server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it("tells what comes and what goes", async () => {
    await using jack = new Jack(["ls", "--watch", "--every", "50ms", "--json", "--process", String(process.pid), "-l"]);
    const server = createServer();
    // Its first look is over when a change is told: listen again and again until one is.
    for (let told = false; !told; ) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      await jack.stdout(new RegExp(`"localPort":${port},`));
      told = new RegExp(`"change":"new"[^\\n]*"localPort":${port},`).test((await jack.stdout(/./)).input);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await jack.stdout(new RegExp(`"change":"gone"[^\\n]*"localPort":${port},`));
    }
    jack.child.kill("SIGINT");
    expect((await jack.result).code).toBe(130);
  });

  it("says that nothing fits", async () => {
    const { code, stdout, stderr } = await Jack.run(["ls", "--process", "no-such-program"]);
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain("no such socket");
  });
});
