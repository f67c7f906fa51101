import { createSocket } from "node:dgram";
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Locale } from "../../../../src/cli/messages/messages.ts";
import { startCli } from "../../../support/cli-context.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const item of open.splice(0)) item.close();
});

async function listen(host = "127.0.0.1", greeting?: string): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (greeting === undefined) socket.resume();
    else socket.write(greeting);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens: bound to another address of loopback, so that nobody else gets it here either. */
async function closedPort(): Promise<number> {
  return listen("127.0.0.2");
}

async function scan(
  args: readonly string[],
  locale: Locale = "en",
): Promise<{ code: number; out: string; err: string }> {
  const run = await startCli(["scan", ...args], { locale });
  const code = await run.code;
  return { code, out: run.stdout.text, err: run.stderr.text };
}

describe("jack scan over TCP", () => {
  it("tells open from closed, and says what it does", async () => {
    const [port, other] = [await listen(), await closedPort()];
    const { code, out, err } = await scan([`127.0.0.1`, `${port},${other}`, "--wait", "20s"]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${port}/tcp +open `, "m"));
    expect(out).toMatch(new RegExp(`^${other}/tcp +closed `, "m"));
    expect(err).toMatch(/^scan tcp 127\.0\.0\.1: 2 ports, connect and close, 128 at a time, wait 20000 ms$/m);
    expect(err).toMatch(/^127\.0\.0\.1: 1 open, 1 closed \(/m);
    expect(err).not.toMatch(/another machine/);
  });

  it("exits 2 when nothing is open", async () => {
    const port = await closedPort();
    expect(await scan([`${port}`, "-w", "20s"])).toMatchObject({ code: 2 });
  });

  it("shows what an open port says, made safe, and sends nothing", async () => {
    const port = await listen("127.0.0.1", "SSH-2.0-\u001b[31mtest\r\nmore");
    const { out } = await scan([`127.0.0.1`, `${port}`, "--banner", "--wait", "20s"]);
    expect(out).toContain("SSH-2.0-\\e[31mtest");
    expect(out).not.toContain("more");
  });

  it("writes JSON lines and sums", async () => {
    const [port, other] = [await listen("127.0.0.1", "hi\n"), await closedPort()];
    const { out, err } = await scan([`127.0.0.1`, `${port},${other}`, "--json", "--banner", "--wait", "20s"]);
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ports = new Map(lines.filter(({ type }) => type === "port").map((line) => [line["port"], line]));
    expect(ports.get(port)).toMatchObject({ host: "127.0.0.1", protocol: "tcp", state: "open", hex: "68690a" });
    expect(ports.get(other)).toMatchObject({ state: "closed" });
    expect(lines.at(-1)).toMatchObject({ type: "summary", host: "127.0.0.1", open: 1, closed: 1, silent: 0 });
    expect(err).toBe("");
  });

  it("asks several hosts, each under its own name", async () => {
    const port = await listen("127.0.0.2");
    const { code, out } = await scan(["127.0.0.1-2", `${port}`, "--wait", "20s"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^127\\.0\\.0\\.1\\n.*\\n${port}/tcp +closed[^]*^127\\.0\\.0\\.2\\n.*\\n${port}/tcp +open`, "m"),
    );
  });

  it("goes over IPv6", async () => {
    const port = await listen("::1");
    expect(await scan(["::1", `${port}`, "--wait", "20s"])).toMatchObject({ code: 0 });
    expect(await scan(["-6", `${port}`, "--wait", "20s"])).toMatchObject({ code: 0 });
  });

  it("scans a thousand ports of this machine and finds the open one", async () => {
    const port = await listen();
    const from = Math.max(1, port - 500);
    const to = Math.min(65_535, port + 500);
    const { code, out } = await scan(["127.0.0.1", `${from}-${to}`, "--quiet", "--wait", "30s"]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${port}/tcp +open`, "m"));
    expect(out).not.toMatch(/closed|failed|no answer/);
  });

  it("speaks Chinese", async () => {
    const port = await listen();
    const { out, err } = await scan([`${port}`, "-w", "20s"], "zh");
    expect(out).toContain("开放");
    expect(err).toContain("1 个开放");
  });
});

describe("jack scan over UDP", () => {
  it("knows an answer and a refusal, and does not pretend to know more", async () => {
    const [answering, silent, free] = [createSocket("udp4"), createSocket("udp4"), createSocket("udp4")];
    answering.on("message", (_, { port, address }) => answering.send("me", port, address));
    for (const socket of [answering, silent, free]) {
      await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    }
    const [a, b, c] = [answering, silent, free].map((socket) => socket.address().port);
    free.close();
    open.push(answering, silent);
    const { code, out, err } = await scan([
      "127.0.0.1",
      `${a},${b},${c}`,
      "--udp",
      "--json",
      "--wait",
      "2s",
      "--retries",
      "0",
    ]);
    expect(code).toBe(0);
    const states = Object.fromEntries(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ type }) => type === "port")
        .map((line) => [line["port"], line["state"]]),
    );
    expect(states).toEqual({ [a ?? 0]: "open", [b ?? 0]: "silent", [c ?? 0]: "closed" });
    expect(err).toBe("");
    const told = await scan(["127.0.0.1", `${b}`, "--udp", "--wait", "100ms", "--retries", "0"]);
    expect(told.code).toBe(2);
    expect(told.err).toContain("nobody can know from here");
  });
});

describe("jack scan refuses", () => {
  it.each([
    [["127.0.0.1", "99999"], /99999.*ports go from 1 to 65535/],
    [["127.0.0.1", "9-3"], /goes backwards/],
    [["10.0.0.0/8", "80"], /more hosts than --max-hosts allows/],
    [["127.0.0.1", "80", "-4", "-6"], /-4 and -6/],
    [["127.0.0.1", "80", "--hex", "00"], /--hex needs --udp/],
    [["127.0.0.1", "80", "--udp", "--banner"], /--banner and --udp/],
    [["127.0.0.1", "80", "--udp", "--hex", "0g"], /hex/],
  ])("%j", async (args, message) => {
    const { code, err } = await scan(args);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  it("gives up at --timeout with what it knows", async () => {
    const silent = createSocket("udp4");
    await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
    open.push(silent);
    const { code, err } = await scan(["127.0.0.1", `${silent.address().port}`, "-u", "-w", "1h", "--timeout", "100ms"]);
    expect(code).toBe(124);
    expect(err).toMatch(/timed out after/);
  });
});
