import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server of Node's, which answers FIN with FIN, at the address it returns. */
async function serve(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as { readonly port: number }).port}`;
}

/** Says so, a while after it was connected to. */
const lateReady = (socket: Socket): void => {
  socket.resume();
  setTimeout(() => socket.writable && socket.write("READY\n"), 700);
};

describe("what is expected", () => {
  it.each([
    [["connect"], []],
    [["send"], ["--wait", "30s"]],
    [["send"], ["--wait", "30s", "--file", "-"]],
  ])("is waited for when there is nothing to send: the end of an empty input is no FIN (%j %j)", async (verb, more) => {
    // Later than a server that answers only after FIN would get one.
    const at = await serve((socket) => {
      socket.resume();
      setTimeout(() => socket.writable && socket.write("READY\n"), 1500);
    });
    const { code, stdout } = await Jack.run([...verb, at, "--expect", "READY", "--timeout", "30s", ...more]);
    expect({ code, text: String(stdout) }).toEqual({ code: 0, text: "READY\n" });
  });

  it("does not keep back the FIN after what was sent, nor without an expectation", async () => {
    const at = await serve(lateReady);
    const sent = await Jack.run(["connect", at, "--expect", "READY", "--timeout", "30s"], "x");
    expect(sent.code).toBe(4);
    const silent = await Jack.run(["connect", at]);
    expect({ code: silent.code, text: String(silent.stdout) }).toEqual({ code: 0, text: "" });
  });

  it.each([["send"], ["connect"]])("ends %s when its regular expression backtracks for ever", async (command) => {
    const at = await serve((socket) => {
      socket.resume();
      socket.write("a".repeat(1 << 20));
    });
    const words = command === "send" ? ["x", "--eol", "lf", "--out", "raw"] : [];
    const { code, stderr } = await Jack.run([command, at, ...words, "--expect", "(a+)+b", "--timeout", "60s"]);
    expect(code).toBe(4);
    expect(stderr).toContain("(a+)+b");
  });
});

/** The last line of `--json`. */
function lastLine(stdout: Buffer): Readonly<Record<string, unknown>> {
  return JSON.parse(String(stdout).trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
}

describe("the end line of --json", () => {
  it("has a code of the table when an expectation did not hold, and remedies", async () => {
    const at = await serve((socket) => socket.end("no\n"));
    const { code, stdout } = await Jack.run(["connect", at, "--json", "--expect", "READY"]);
    expect(code).toBe(4);
    expect(lastLine(stdout)).toMatchObject({ event: "end", exitCode: 4, code: "ERR_EXPECTATION" });
    expect(lastLine(stdout)["remedy"]).toMatch(/^Compare/);
  });

  it("has a code after a signal", async () => {
    const at = await serve((socket) => socket.write("hello\n"));
    await using jack = new Jack(["connect", at, "--json"]);
    await jack.stdout(/hello/);
    jack.child.kill("SIGTERM");
    const { code, stdout } = await jack.result;
    expect(code).toBe(143);
    expect(lastLine(stdout)).toMatchObject({ event: "end", exitCode: 143, code: "ERR_INTERRUPTED" });
  });

  it("has no code when nothing failed", async () => {
    const at = await serve((socket) => socket.end("yes\n"));
    const { stdout } = await Jack.run(["connect", at, "--json"]);
    expect(lastLine(stdout)).toMatchObject({ event: "end", exitCode: 0, bytesIn: 4 });
    expect(lastLine(stdout)).not.toHaveProperty("code");
  });

  it("ends jack relay too", async () => {
    const at = await serve((socket) => socket.end("yes\n"));
    const { stderr } = await Jack.run(["relay", "-", at, "--json"]);
    expect(lastLine(Buffer.from(stderr))).toMatchObject({ event: "end", exitCode: 0, bToA: 4, connections: 1 });
  });
});

it.each([
  [["connect", "tls://127.0.0.1:1", "--tls-ca", "/no/such/file"]],
  [["send", "127.0.0.1:1", "--file", "/no/such/file"]],
  [["listen", "127.0.0.1:0", "--save", "/no/such/folder/x"]],
  [["udp", "127.0.0.1:1", "--capture", "/no/such/folder/x"]],
  [["listen", "127.0.0.1:0", "--reply", "/no/such/file.json"]],
  [["serve", "echo", "--tls-cert", "/no/such/file"]],
  [["serve", "reply", "--rules", "/no/such/file"]],
  [["serve", "files", "/no/such/folder"]],
  [["serve", "echo", "--capture", "/no/such/folder/x"]],
  [["serve", "--project", "/no/such/file"]],
  [["exec", "127.0.0.1:1", "--tls-ca", "/no/such/file", "ls"]],
  [["chat", "room", "127.0.0.1:1", "--name", "x", "--capture", "/no/such/folder/x"]],
  [["cert", "show", "127.0.0.1:1", "--tls-ca", "/no/such/file"]],
  [["cert", "show", "/no/such/file.pem"]],
  [["put", "/no/such/file", "127.0.0.1:1/x"]],
  [["get", "127.0.0.1:1/x", "-o", "/no/such/folder/x"]],
])("looks at files before anything is opened: %j", async (args) => {
  const { code, stderr } = await Jack.run(args);
  expect([code, stderr]).toEqual([3, expect.stringContaining("is not there\n  ")]);
  expect(stderr).not.toMatch(/ENOENT|listening|refused/);
});

it.each([
  [["listen", "127.0.0.1:0", "--save-dir", "/dev/null/x"]],
  [["cert", "ca", "--out", "/dev/null/x"]],
  [["workbench", "--no-open", "--capture-folder", "/dev/null/x"]],
])("looks where a folder would be made: %j", async (args) => {
  const { code, stderr } = await Jack.run(args);
  expect([code, stderr]).toEqual([3, expect.stringContaining('the folder "/dev/null" is no folder\n  Name a folder.')]);
});

it.each([
  [["connect", "127.0.0.1:1", "--capture", "-"]],
  [["listen", "127.0.0.1:0", "--save", "-"]],
  [["serve", "echo", "--tls-key", "-", "--tls-cert", "-"]],
])("refuses - where no standard input or output can be meant: %j", async (args) => {
  const { code, stderr } = await Jack.run(args);
  expect([code, stderr]).toEqual([1, expect.stringContaining("- means nothing here")]);
});

describe("- is standard input", () => {
  it.each([[["--file", "-"]], [["-"]], [[]]])("of jack send %j", async (words) => {
    const at = await serve((socket) => socket.pipe(socket));
    const { code, stdout } = await Jack.run(["send", at, ...words], "from a pipe\n");
    expect({ code, text: String(stdout) }).toEqual({ code: 0, text: "from a pipe\n" });
  });

  it("of jack cert show", async () => {
    const { code, stderr } = await Jack.run(["cert", "show", "-"], "no certificate");
    expect([code, stderr]).toEqual([1, expect.stringContaining("certificate")]);
  });

  it("of the rules of jack serve reply, whose --checksum stands behind each answer", async () => {
    await using server = new Jack(["serve", "reply", "--tcp", "--port", "0", "--rules", "-", "--checksum", "modbus"]);
    server.child.stdin.end('[{"answer":{"hex":"01 03 00 00 00 0a"}}]');
    const [, port = ""] = await server.stdout(/listening \S+ \S+:(\d+)/);
    const { stdout } = await Jack.run(["send", `127.0.0.1:${port}`, "x", "--out", "raw"]);
    expect(stdout.toString("hex")).toBe("01030000000ac5cd");
  });
});

it("shows where a text with a dash stands", async () => {
  const { code, stderr } = await Jack.run(["send", "127.0.0.1:1", "-x"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("stands behind --: -- -x")]);
});
