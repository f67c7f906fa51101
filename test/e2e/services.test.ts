import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Page } from "playwright-core";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";
import { TestBrowser } from "../support/test-browser.ts";
import { WorkbenchPage } from "../support/workbench-page.ts";
import { WorkbenchProcess } from "../support/workbench-process.ts";

// Sends each line of stdin as a datagram (an original's client), prints what comes.
const UDP = `
import socket, sys, threading
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", int(sys.argv[1])))
def receive():
    while True:
        print("got", s.recv(65536).decode())
threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    s.send(line.rstrip("\\n").encode())
`;

// The same over TCP, in lines.
const TCP = `
import socket, sys, threading
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
def receive():
    for line in s.makefile(encoding="utf-8"):
        print("got", line.strip())
threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    s.sendall(line.encode())
`;

const python = itWith(["python3"]);

/** Reads lines until one is like this: notices may come between. */
async function until(program: ForeignProgram, wanted: RegExp): Promise<string> {
  for (;;) {
    const line = await program.line();
    if (wanted.test(line)) return line;
  }
}

describe("services in the workbench", () => {
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

  const fill = async (type: string, service: string): Promise<{ page: Page; bench: WorkbenchPage }> => {
    const page = await browser.open(workbench.url);
    await page.getByRole("button", { name: "New session" }).click();
    const bench = new WorkbenchPage(page);
    await bench.field("Protocol").selectOption(type);
    await bench.field("Port").fill("0");
    if (type === "udp") await bench.field("Remote address").fill("");
    await bench.field("Answers").selectOption(service);
    return { page, bench };
  };
  const open = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor();
  };
  /** The port of a running session stands in its form. */
  const portOf = async (bench: WorkbenchPage): Promise<number> => {
    for (;;) {
      const port = Number(await bench.field("Port").inputValue());
      if (port > 0) return port;
      await bench.page.waitForTimeout(20);
    }
  };
  const choose = (page: Page, view: string) => page.locator(".rows-bar label", { hasText: view }).click();

  python("upper answers, and its bytes are rows like any others", async () => {
    const { page, bench } = await fill("tcp-server", "upper");
    await open(page);
    await using client = ForeignProgram.python(TCP, await bench.listeningPort());
    client.write("hello é\n");
    expect(await client.line()).toBe("got HELLO é");
    await bench.row(/hello é/).waitFor();
    await bench.row(/HELLO é/).waitFor();
    await page.close();
  });

  python("a room: members over UDP, over TCP and in the page talk together", async () => {
    const udp = await fill("udp", "room");
    await open(udp.page);
    const tcp = await fill("tcp-server", "room");
    await open(tcp.page);
    await using ann = ForeignProgram.python(UDP, await portOf(udp.bench));
    await using bob = ForeignProgram.python(TCP, await portOf(tcp.bench));
    ann.write("Ann\n");
    const members = udp.page.locator(".room-members li");
    await members.filter({ hasText: "Ann" }).waitFor();
    bob.write("Bob\n");
    await members.filter({ hasText: "Bob" }).waitFor();
    // The other session shows the same room.
    await tcp.page.locator(".room-members li", { hasText: "Ann" }).waitFor();
    await udp.page.bringToFront();
    await udp.page.getByLabel("Your name").fill("小明");
    await udp.page.getByRole("button", { name: "Join" }).click();
    await members.filter({ hasText: "小明" }).waitFor();
    await until(ann, /^got 小明: 加入了群聊$/);

    const say = udp.page.getByLabel("Say something");
    await say.fill("大家好");
    await say.press("Enter");
    expect(await until(ann, /大家好/)).toBe("got 小明:大家好");
    expect(await until(bob, /大家好/)).toMatch(/^got 小明: ?大家好$/);
    ann.write("Ann:hello\n");
    expect(await until(bob, /hello/)).toMatch(/^got Ann: ?hello$/);
    for (const { page } of [udp, tcp]) {
      await page.locator(".room-message", { hasText: "大家好" }).waitFor();
      await page.locator(".room-message", { hasText: "hello" }).waitFor();
    }
    // To one alone: the other does not hear it.
    await udp.page.getByLabel("To", { exact: true }).selectOption("Bob");
    await say.fill("psst");
    await say.press("Enter");
    await until(bob, /psst/);
    await udp.page.getByLabel("To", { exact: true }).selectOption("");
    await say.fill("to all");
    await say.press("Enter");
    expect(await until(ann, /psst|to all/)).toBe("got 小明:to all");
    await tcp.page.locator(".room-message", { hasText: "to all" }).waitFor();
    expect(await tcp.page.locator(".room-message", { hasText: "psst" }).count()).toBe(0);

    // What the page said is a row too, and leaving is heard.
    await choose(udp.page, "List");
    await udp.bench.row("said in the page").first().waitFor();
    await choose(udp.page, "Room");
    await udp.page.getByRole("button", { name: "Leave" }).click();
    await until(ann, /^got 小明：离开了聊天室$/);
    await udp.page.close();
    await tcp.page.close();
  });

  python("a page that is closed has left the room", async () => {
    const { page, bench } = await fill("udp", "room");
    await page.getByRole("button", { name: "Options of the service" }).click();
    await page.getByLabel("Name of the room").fill("other");
    await page.keyboard.press("Escape");
    await open(page);
    await using ann = ForeignProgram.python(UDP, await portOf(bench));
    ann.write("Ann\n");
    await page.locator(".room-members li", { hasText: "Ann" }).waitFor();
    await page.getByLabel("Your name").fill("Eve");
    await page.getByRole("button", { name: "Join" }).click();
    await until(ann, /^got Eve: 加入了群聊$/);
    await page.close();
    await until(ann, /^got Eve：离开了聊天室$/);
  });

  python("an inbox is answered by the operator in the page, each message once", async () => {
    const { page, bench } = await fill("udp", "inbox");
    await open(page);
    await using one = ForeignProgram.python(UDP, await portOf(bench));
    await using two = ForeignProgram.python(UDP, await portOf(bench));
    one.write("发给taibai: 在吗\n");
    const waiting = page.locator(".inbox-message");
    await waiting.filter({ hasText: "在吗" }).waitFor();
    two.write("发给Jack: <b>hi</b>\n");
    await waiting.filter({ hasText: "<b>hi</b>" }).waitFor();
    await page.getByText("2 messages wait").waitFor();
    // The later one first.
    await page.getByLabel("Answer to message 2").fill("hello");
    await page.getByLabel("Answer to message 2").press("Enter");
    expect(await two.line()).toBe("got hello");
    await page.getByText("1 message wait").waitFor();
    await page.getByRole("button", { name: "Answer", exact: true }).click();
    expect(await one.line()).toBe("got ");
    await page.getByText("No message waits for an answer.").waitFor();
    await page.close();
  });

  python("reply rules are edited before it opens and while it answers", async () => {
    const { page, bench } = await fill("udp", "reply");
    await page.getByRole("button", { name: "Options of the service" }).click();
    await page.getByLabel("When the message").selectOption("exact");
    await page.getByLabel("Pattern").fill("ping");
    await page.getByLabel("Answer with").fill("pong {{counter}}");
    await page.keyboard.press("Escape");
    await open(page);
    await using client = ForeignProgram.python(UDP, await portOf(bench));
    client.write("ping\nother\nping\n");
    expect([await client.line(), await client.line()]).toEqual(["got pong 1", "got pong 2"]);

    await choose(page, "Rules");
    await page.getByText("fired 2 times").waitFor();
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.getByLabel("Answer with").nth(1).fill("what?");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Apply", disabled: true }).waitFor();
    client.write("other\nping\n");
    // A rule that stays as it is goes on counting.
    expect([await client.line(), await client.line()]).toEqual(["got what?", "got pong 3"]);
    // A bad one is refused, and the others go on.
    await page.getByLabel("When the message").nth(1).selectOption("regex");
    await page.getByLabel("Pattern").nth(1).fill("(");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.locator(".notice", { hasText: "regular expression" }).waitFor();
    client.write("other\n");
    expect(await client.line()).toBe("got what?");
    await page.close();
    expect(browser.complaints.filter((text) => !text.includes("400"))).toEqual([]);
  });
});
