import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Page } from "playwright-core";
import { TestBrowser } from "../support/test-browser.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";
import { WorkbenchPage } from "../support/workbench-page.ts";
import { WorkbenchProcess } from "../support/workbench-process.ts";

// Sends its argument, hex pieces with commas between, each when a line comes on stdin; prints in hex what it receives.
const CLIENT = `
import socket, sys, threading
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print("at", "%s:%d" % s.getsockname())
def receive():
    while data := s.recv(65536):
        print("got", data.hex())
threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    s.sendall(bytes.fromhex(line.strip()))
s.close()
`;

const GBK = (text: string): string => ({ 你好: "c4e3bac3", 收到: "cad5b5bd", 张三: "d5c5c8fd" })[text] ?? "";

describe("a TCP server in the workbench", () => {
  let workbench: WorkbenchProcess;
  let browser: TestBrowser;

  beforeAll(async () => {
    workbench = await WorkbenchProcess.start();
    browser = await TestBrowser.start();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await workbench?.[Symbol.asyncDispose]();
  });

  const open = async (): Promise<{ page: Page; bench: WorkbenchPage }> => {
    const page = await browser.open(workbench.url);
    await page.getByRole("button", { name: "New session" }).click();
    return { page, bench: new WorkbenchPage(page) };
  };

  itWith(["python3"])("shows a GBK character that came in two reads as one right text", async () => {
    const { page, bench } = await open();
    const port = await bench.openTcpServer({ charset: "gbk" });
    await using client = ForeignProgram.python(CLIENT, port);
    const at = (await client.line()).slice(3);
    await bench.row(`accepted ${at}`).waitFor();
    const [head, tail] = [GBK("你好").slice(0, 6), GBK("你好").slice(6)];
    client.write(`${head}\n`);
    await bench.row("C4 E3 BA").waitFor();
    client.write(`${tail}\n`);
    const second = bench.row("rest of char");
    await second.waitFor();
    expect(await second.locator(".c-text").textContent()).toBe("好");
    expect(await second.locator(".c-hex").textContent()).toBe("C3");
    const first = bench.row("split char");
    expect(await first.locator(".c-text").textContent()).toBe("你");
    expect(await first.locator(".c-hex").textContent()).toBe("C4 E3 BA");

    await bench.composer.fill("收到");
    expect(await bench.preview.textContent()).toContain("CA D5 B5 BD");
    await page.getByRole("button", { name: `Send → ${at}` }).waitFor();
    await bench.composer.press("Control+Enter");
    expect(await client.line()).toBe(`got ${GBK("收到")}`);
    await bench.row("收到").waitFor();
    expect(browser.complaints).toEqual([]);
    await page.close();
  });

  itWith(["python3"])("addresses three clients one by one and all together", async () => {
    const { page, bench } = await open();
    const port = await bench.openTcpServer();
    await using a = ForeignProgram.python(CLIENT, port);
    await using b = ForeignProgram.python(CLIENT, port);
    await using c = ForeignProgram.python(CLIENT, port);
    const clients = [a, b, c];
    const addresses = await Promise.all(clients.map(async (client) => (await client.line()).slice(3)));
    for (const [index, client] of clients.entries()) client.write(`${Buffer.from(`from ${index}`).toString("hex")}\n`);
    for (const index of clients.keys()) await bench.row(`from ${index}`).waitFor();
    for (const [index, address] of addresses.entries()) {
      await bench.peer(address).click();
      await bench.row(`from ${(index + 1) % 3}`).waitFor({ state: "hidden" });
      await bench.row(`from ${index}`).waitFor();
      await bench.send(`only ${index}`);
      expect(await clients[index]?.line()).toBe(`got ${Buffer.from(`only ${index}`).toString("hex")}`);
    }
    await bench.peer(addresses[2] ?? "").click();
    await bench.row("from 0").waitFor();
    await bench.composer.fill("everybody");
    await page.getByRole("button", { name: "Send → all 3" }).click();
    for (const client of clients) expect(await client.line()).toBe(`got ${Buffer.from("everybody").toString("hex")}`);
    await page.close();
  });

  itWith(["python3"])("makes stuck and half messages visible", async () => {
    const { page, bench } = await open();
    const port = await bench.openTcpServer({ framing: "line" });
    await using client = ForeignProgram.python(CLIENT, port);
    await client.line();
    const hex = (text: string): string => `${Buffer.from(text).toString("hex")}\n`;
    client.write(hex("one\ntwo\nth"));
    const first = bench.row("2 messages in 1 read");
    await first.waitFor();
    expect(await first.textContent()).toContain("half message");
    expect(await first.locator(".pc-edge").count()).toBe(5);
    const number = await first.locator(".c-num").textContent();
    client.write(hex("ree\n"));
    await bench.row(`rest of #${number}`).waitFor();
    await page.close();
  });

  itWith(["python3"])("ends a message after silence though nothing more comes", async () => {
    const { page, bench } = await open();
    const port = await bench.openTcpServer({ framing: "idle" });
    await bench.field("Gap (ms)").fill("1500");
    await using client = ForeignProgram.python(CLIENT, port);
    await client.line();
    client.write(`${Buffer.from("ping").toString("hex")}\n`);
    const row = bench.row("ping");
    const half = row.getByText("half message");
    await half.waitFor();
    await half.waitFor({ state: "hidden" });
    await page.close();
  });

  itWith(["python3"])("shows markup and terminal escapes as text, and a bad filter with a caret", async () => {
    const { page, bench } = await open();
    const port = await bench.openTcpServer();
    await using client = ForeignProgram.python(CLIENT, port);
    await client.line();
    const hostile = "<img src=x onerror=document.title='owned'>\x1b[2J\u202etxt.exe\0";
    client.write(`${Buffer.from(hostile).toString("hex")}\n`);
    const row = bench.row("onerror");
    await row.waitFor();
    expect(await row.locator(".c-text").textContent()).toBe(
      "<img src=x onerror=document.title='owned'>\\e[2J\\u202etxt.exe\\0",
    );
    expect(await row.locator("img").count()).toBe(0);
    await row.click();
    expect(await page.locator(".payload-text").textContent()).toContain("\\e[2J\\u202etxt.exe\\0");
    await bench.filter.fill('dir:in text~"');
    const problem = page.locator(".filter-problem");
    await problem.waitFor();
    expect(await problem.textContent()).toContain("^");
    // The last good rows stay.
    expect(await bench.row("onerror").count()).toBe(1);
    await bench.filter.fill("dir:out");
    await problem.waitFor({ state: "hidden" });
    await bench.row("onerror").waitFor({ state: "hidden" });
    await bench.filter.fill("");
    await bench.row("onerror").waitFor();
    expect(await page.title()).toBe("Jackfield");
    expect(browser.complaints).toEqual([]);
    await page.close();
  });

  itWith(["python3"])("offers the free port when the port is taken", async () => {
    const { page, bench } = await open();
    await using taken = ForeignProgram.python(
      "import socket,sys\ns=socket.socket()\ns.bind(('127.0.0.1',0))\ns.listen()\nprint(s.getsockname()[1])\nsys.stdin.read()",
    );
    await bench.field("Port").fill(await taken.line());
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const notice = page.locator(".notice", { hasText: "The address is in use" });
    await notice.waitFor();
    await notice.getByRole("button", { name: /Use free port/ }).click();
    await bench.row("listening on").waitFor();
    await page.close();
  });
});
