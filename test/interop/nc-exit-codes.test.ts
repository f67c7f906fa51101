import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Netcat, NETCATS } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

// Debian's ncat with the same words says what is right: exit code and lines, the version's line apart.
describe("exit codes and lines of jack nc are ncat's", () => {
  const closed = "1";
  const folder = mkdtempSync(join(tmpdir(), "jack-nc-"));
  const SAME: readonly (readonly [name: string, args: readonly string[]])[] = [
    ["refused", ["127.0.0.1", closed]],
    ["refused, told", ["-v", "127.0.0.1", closed]],
    ["refused on IPv6", ["-6", "::1", closed]],
    ["-z refused", ["-z", "127.0.0.1", closed]],
    ["-z refused, told", ["-zv", "127.0.0.1", closed]],
    ["-zu refused", ["-zu", "127.0.0.1", closed]],
    ["unknown name", ["nowhere.invalid", "80"]],
    ["-n with a name", ["-n", "localhost", "80"]],
    ["the other family", ["-4", "::1", "80"]],
    ["no host", []],
    ["bad port", ["127.0.0.1", "99999"]],
    ["two ports", ["127.0.0.1", "1", "2"]],
    ["bad source port", ["-p", "99999", "127.0.0.1", "1"]],
    ["unknown option", ["--foo"]],
    ["unknown letter", ["-Q"]],
    ["a letter without its value", ["-p"]],
    ["a name without its value", ["--source-port"]],
    ["a value too many", ["--listen=3"]],
    ["ambiguous", ["--de", "3"]],
    ["-i 0", ["-i", "0", "h"]],
    ["-i 200", ["-i", "200", "h"]],
    ["-l with -s", ["-l", "-s", "127.0.0.1"]],
    ["a missing allow file", ["-l", "--allowfile", "/nowhere/hosts"]],
    ["-m without -l", ["127.0.0.1", "1", "-m", "3"]],
    ["--chat without -l", ["--chat", "127.0.0.1", "1"]],
    ["--proxy-type without --proxy", ["--proxy-type", "http", "127.0.0.1", "1"]],
    ["an unknown proxy type", ["--proxy", "127.0.0.1:1", "--proxy-type", "x", "127.0.0.1", "1"]],
    ["Unix: no such path", ["-U", join(folder, "none")]],
  ];

  for (const [name, args] of SAME) {
    itWith(["ncat"])(name, async () => {
      const [ours, theirs] = await Promise.all([Netcat.run("jack", args), Netcat.run("ncat", args)]);
      const lines = (text: string): string => text.replace(/^Ncat: Version .*\n/m, "");
      expect({ code: ours.code, lines: lines(ours.stderr) }).toEqual({
        code: theirs.code,
        lines: lines(theirs.stderr),
      });
    });
  }

  // Where ours differs, and why.
  it.each([
    ["-q 0 is the commonest form of the other netcats", ["-q", "0", "127.0.0.1", closed], 1, "Connection refused."],
    [
      "--deny when connecting means nothing: said instead of ignored",
      ["--deny", "x", "127.0.0.1", closed],
      2,
      "allow/deny with connect",
    ],
    ["SCTP", ["--sctp", "127.0.0.1", closed], 2, "--sctp: SCTP is not supported. QUITTING."],
    ["vsock", ["--vsock", "1", closed], 2, "--vsock: vsock sockets are not supported. QUITTING."],
    ["Lua", ["--lua-exec", "x", "127.0.0.1", closed], 2, "--lua-exec: there is no Lua here"],
    ["DTLS", ["--ssl", "-u", "127.0.0.1", closed], 2, "DTLS is not supported. QUITTING."],
    [
      "a dump that cannot be opened is told in a sentence",
      ["-o", "/nowhere/x", "127.0.0.1", closed],
      2,
      "Could not open /nowhere/x: No such file or directory. QUITTING.",
    ],
  ])("%s", async (_name, args, code, line) => {
    const result = await Netcat.run("jack", args);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(line);
  });

  itWith(["ncat"])("bind in use is 2", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const [ours, theirs] = await Promise.all([
      Netcat.run("jack", ["-l", "127.0.0.1", port]),
      Netcat.run("ncat", ["-l", "127.0.0.1", port]),
    ]);
    taken.close();
    expect(ours.code).toBe(theirs.code);
    expect(ours.stderr).toBe(`Ncat: bind to 127.0.0.1:${port}: Address already in use. QUITTING.\n`);
  });

  it("a reset by the peer is 1", async () => {
    const server = createServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const result = await Netcat.run("jack", ["127.0.0.1", port], "x");
    server.close();
    expect(result).toMatchObject({ code: 1, stderr: "Ncat: Connection reset by peer.\n" });
  });

  it("an input that cannot be read is 1, and says why", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const [command, ...words] = NETCATS.jack;
    const result = spawnSync("sh", ["-c", `exec "$@" < /`, "sh", command, ...words, "127.0.0.1", String(port)]);
    server.close();
    expect([result.status, result.stderr.toString()]).toEqual([1, "Ncat: Is a directory.\n"]);
  });

  it("nobody reading the output is 141, as of a program that SIGPIPE ended, without a word", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(Buffer.alloc(4_000_000, "x"));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    await using client = new Netcat("jack", ["127.0.0.1", (server.address() as { port: number }).port]);
    client.child.stdout.destroy();
    expect(await client.result).toMatchObject({ code: 141, stderr: "" });
    server.close();
  });

  it("an open port is 0 for -z, and says so with -v", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const result = await Netcat.run("jack", ["-zv", "127.0.0.1", port]);
    server.close();
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(
      new RegExp(
        `^Ncat: Version 7\\.991 .*\\nNcat: Connected to 127\\.0\\.0\\.1:${port}\\.\\nNcat: 0 bytes sent, 0 bytes received in \\d+\\.\\d\\d seconds\\.\\n$`,
      ),
    );
  });

  it("an idle timeout is 1, of a listener 2", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    expect(await Netcat.run("jack", ["-i", "300ms", "127.0.0.1", port], null)).toMatchObject({
      code: 1,
      stderr: "Ncat: Idle timeout expired (300 ms).\n",
    });
    server.close();
    await using listener = await Netcat.listening("jack", ["-l", "-i", "300ms", "127.0.0.1", 0]);
    await using _client = new Netcat("jack", ["127.0.0.1", await listener.port()]);
    const result = await listener.result;
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("Ncat: Idle timeout expired (300 ms). QUITTING.\n");
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s is %i", async (signal, code) => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    listener.child.kill(signal);
    expect((await listener.result).code).toBe(code);
  });
});
