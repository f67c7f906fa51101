import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Page } from "playwright-core";
import { TestBrowser } from "../support/test-browser.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";
import { WorkbenchPage } from "../support/workbench-page.ts";
import { WorkbenchProcess } from "../support/workbench-process.ts";

// Sends each line of stdin (hex) to a UDP port and prints in hex what is answered.
const UDP = `
import socket, sys, threading
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print("at", "%s:%d" % s.getsockname())
def receive():
    while True:
        print("got", s.recv(65536).hex())
threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    s.sendto(bytes.fromhex(line.strip()), ("127.0.0.1", int(sys.argv[1])))
`;

// A Unix server: prints what its one client sends, and answers each line of stdin (hex) to it.
const UNIX_SERVER = `
import socket, sys, threading
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
s.bind(sys.argv[1])
s.listen()
print("ready")
conn, _ = s.accept()
def receive():
    while data := conn.recv(65536):
        print("got", data.hex())
threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    conn.sendall(bytes.fromhex(line.strip()))
`;

const UNIX_CLIENT = UNIX_SERVER.replace(
  's.bind(sys.argv[1])\ns.listen()\nprint("ready")\nconn, _ = s.accept()',
  's.connect(sys.argv[1])\nconn = s\nprint("ready")',
);

const GBK = { 你好: "c4e3bac3", 收到: "cad5b5bd" };

describe("other sessions in the workbench", () => {
  let workbench: WorkbenchProcess;
  let browser: TestBrowser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "jf-e2e-"));
    workbench = await WorkbenchProcess.start();
    browser = await TestBrowser.start();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await workbench?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (type: string): Promise<{ page: Page; bench: WorkbenchPage }> => {
    const page = await browser.open(workbench.url);
    await page.getByRole("button", { name: "New session" }).click();
    const bench = new WorkbenchPage(page);
    await bench.field("Protocol").selectOption(type);
    return { page, bench };
  };

  itWith(["python3"])("talks GBK over UDP, datagram by datagram", async () => {
    const { page, bench } = await open("udp");
    await bench.field("Port").fill("0");
    await bench.field("Remote address").fill("");
    await bench.field("Charset").selectOption("gbk");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const port = await bench.listeningPort();
    await using peer = ForeignProgram.python(UDP, port);
    const at = (await peer.line()).slice(3);
    peer.write(`${GBK.你好}\n`);
    await bench.row("你好").waitFor();
    peer.write("\n");
    // An empty datagram is a message too.
    await bench.rows.filter({ has: page.locator(".c-len", { hasText: /^0$/ }) }).waitFor();
    await bench.send("收到");
    expect(await peer.line()).toBe(`got ${GBK.收到}`);
    expect(await bench.sendButton.textContent()).toBe(`Send → ${at}`);
    await page.close();
  });

  itWith(["python3"])("talks GBK to a Unix server", async () => {
    const path = join(folder, "theirs.sock");
    await using server = ForeignProgram.python(UNIX_SERVER, path);
    expect(await server.line()).toBe("ready");
    const { page, bench } = await open("unix-client");
    await bench.field("Socket path").fill(path);
    await bench.field("Charset").selectOption("gbk");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await bench.row("connected to").waitFor();
    await bench.send("你好");
    expect(await server.line()).toBe(`got ${GBK.你好}`);
    server.write(`${GBK.收到}\n`);
    await bench.row("收到").waitFor();
    await page.close();
  });

  itWith(["python3"])("serves on a Unix socket", async () => {
    const path = join(folder, "ours.sock");
    const { page, bench } = await open("unix-server");
    await bench.field("Socket path").fill(path);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await bench.row("listening on").waitFor();
    await using client = ForeignProgram.python(UNIX_CLIENT, path);
    expect(await client.line()).toBe("ready");
    client.write(`${Buffer.from("over unix").toString("hex")}\n`);
    await bench.row("over unix").waitFor();
    await bench.send("answer");
    expect(await client.line()).toBe(`got ${Buffer.from("answer").toString("hex")}`);
    await page.close();
  });

  itWith(["python3"])("says in place what is wrong with a path, and what to do", async () => {
    const { page, bench } = await open("unix-client");
    await bench.field("Socket path").fill(join(folder, "nobody.sock"));
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const notice = page.locator(".notice", { hasText: "No such socket file" });
    await notice.waitFor();
    expect(await notice.textContent()).toContain("start the server first");
    await page.close();
  });
});
