import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestBrowser } from "../support/test-browser.ts";
import { WorkbenchPage } from "../support/workbench-page.ts";
import { WorkbenchProcess } from "../support/workbench-process.ts";

describe("the workbench page", () => {
  let workbench: WorkbenchProcess;
  let browser: TestBrowser;
  let server: Server;
  let accepted: Promise<Socket>;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "jf-e2e-"));
    workbench = await WorkbenchProcess.start();
    browser = await TestBrowser.start();
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await workbench?.[Symbol.asyncDispose]();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A TCP client session connected to a socket of this test. */
  const connect = async (): Promise<{ page: Page; bench: WorkbenchPage; socket: Socket }> => {
    accepted = once(server, "connection").then(([socket]) => socket as Socket);
    const page = await browser.open(workbench.url);
    await page.getByRole("button", { name: "New session" }).click();
    const bench = new WorkbenchPage(page);
    await bench.field("Protocol").selectOption("tcp-client");
    await bench.field("Remote port").fill(String((server.address() as AddressInfo).port));
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const socket = await accepted;
    await bench.row("connected to").waitFor();
    return { page, bench, socket };
  };

  it("follows the newest row until one scrolls up, and counts what is new", async () => {
    const { page, bench, socket } = await connect();
    socket.setNoDelay(true);
    for (let n = 0; n < 60; n++) {
      socket.write(`line ${n};`);
      // So that each is a read of its own.
      await bench.row(`line ${n};`).first().waitFor();
    }
    const pill = page.locator(".pill");
    expect(await pill.count()).toBe(0);
    await page.locator(".rows-scroller").hover();
    await page.mouse.wheel(0, -600);
    await pill.waitFor();
    socket.write("late one;");
    await page.getByText("1 new", { exact: true }).waitFor();
    expect(await bench.row("late one;").count()).toBe(0);
    await pill.click();
    await bench.row("late one;").waitFor();
    await pill.waitFor({ state: "hidden" });
    await page.close();
  });

  it("switches language and colours, and remembers both", async () => {
    const page = await browser.open(workbench.url);
    await page.locator('[data-tool="language"]').click();
    await page.getByText("协议类型").waitFor();
    await page.getByText("本地主机地址").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    const theme = page.locator('[data-tool="theme"]');
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await theme.click();
    await theme.click();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await background()).not.toBe(light);
    await page.reload();
    await page.getByText("协议类型").waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await theme.click();
    await page.locator('[data-tool="language"]').click();
    await page.getByText("Protocol").waitFor();
    await page.close();
  });

  it("says in the page's language what is wrong with a filter", async () => {
    const { page, bench } = await connect();
    await bench.filter.fill("len>");
    await page.locator("#filter-problem", { hasText: "expected a number" }).waitFor();
    await page.locator('[data-tool="language"]').click();
    await page.locator("#filter-problem", { hasText: "这里应为数" }).waitFor();
    expect(await page.locator("#filter-problem").textContent()).not.toContain("expected");
    await page.locator('[data-tool="language"]').click();
    await page.close();
  });

  it("offers the charset that fits and switches with one click", async () => {
    const { page, bench, socket } = await connect();
    socket.write(Buffer.from("cec2b6c8d5fdb3a3a3acc7ebbcccd0f8", "hex"));
    const row = bench.row("CE C2 B6 C8");
    await row.click();
    await page.getByText("These bytes are valid GBK, not UTF-8.").waitFor();
    await page.getByRole("button", { name: "Switch to GBK" }).click();
    await bench.row("温度正常，请继续").waitFor();
    await expect.poll(() => bench.field("Charset").inputValue()).toBe("gbk");
    // The row stays selected, and the inspector shows it in the new charset.
    await page.locator(".inspector-body", { hasText: "温度正常，请继续" }).waitFor();
    await page.close();
  });

  it("previews exact bytes, blocks what cannot be encoded, and appends checksums", async () => {
    const { page, bench, socket } = await connect();
    await bench.field("Charset").selectOption("gbk");
    await bench.composer.fill("温度😀");
    await page.getByText("GBK has no “😀” (column 3).").waitFor();
    expect(await bench.sendButton.isDisabled()).toBe(true);
    await page.locator(".composer").getByRole("radio", { name: "Hex" }).click();
    await bench.composer.fill("01 03 00 00 00 0a");
    await page.locator(".composer").getByLabel("Checksum").selectOption("CRC-16/MODBUS");
    await bench.preview.getByText("01 03 00 00 00 0A C5 CD").waitFor();
    const data = once(socket, "data");
    await bench.sendButton.click();
    const [bytes] = (await data) as [Buffer];
    expect(bytes.toString("hex")).toBe("01030000000ac5cd");
    // The checksum of nothing is nothing to send.
    await bench.composer.fill(" ");
    await bench.preview.getByText("Nothing to send yet").waitFor();
    expect(await bench.sendButton.isDisabled()).toBe(true);
    await bench.composer.fill("01 0z");
    await page.getByText("“0” in column 4").or(page.getByText("in column 5")).first().waitFor();
    await page.locator(".composer").getByLabel("Checksum").selectOption("");
    await page.locator(".composer").getByRole("radio", { name: "Text" }).click();
    await page.close();
  });

  it("repeats a send with a live counter until it is stopped", async () => {
    const { page, bench, socket } = await connect();
    await page.getByLabel("Repeat").check();
    await page.getByLabel("every").fill("20");
    await bench.composer.fill("tick");
    await bench.sendButton.click();
    let received = "";
    while (received.length < 12) received += String((await once(socket, "data"))[0]);
    expect(received).toMatch(/^(?:tick)+$/);
    await page.getByText(/^sent \d+ · missed \d+/).waitFor();
    expect(await page.locator(".live-message").textContent()).toBe("tick");
    expect(await page.locator(".live").getAttribute("title")).toBe("tick (74 69 63 6B)");
    await page.locator(".live").getByRole("button", { name: "Stop" }).click();
    await page.locator(".live").waitFor({ state: "hidden" });
    await page.close();
  });

  it("leaves checksum and repeat behind in their session: a new one has only the format", async () => {
    const { page, bench } = await connect();
    const composer = page.locator(".composer");
    await composer.getByRole("radio", { name: "Hex" }).click();
    await composer.getByLabel("Checksum").selectOption("CRC-16/MODBUS");
    await page.getByLabel("Repeat").check();
    // The sessions of earlier tests may have the same name.
    const first = await page.locator(".tree-row[data-current=true] .tree-main").first().elementHandle();
    await page.getByRole("button", { name: "New session" }).click();
    await bench.openTcpServer();
    await bench.composer.waitFor();
    expect(await composer.getByRole("radio", { name: "Hex" }).isChecked()).toBe(true);
    expect(await composer.getByLabel("Checksum").inputValue()).toBe("");
    expect(await page.getByLabel("Repeat").isChecked()).toBe(false);
    await composer.getByRole("radio", { name: "Text" }).click();
    await first?.click();
    await expect.poll(() => composer.getByLabel("Checksum").inputValue()).toBe("CRC-16/MODBUS");
    expect(await composer.getByRole("radio", { name: "Hex" }).isChecked()).toBe(true);
    expect(await page.getByLabel("Repeat").isChecked()).toBe(false);
    await composer.getByRole("radio", { name: "Text" }).click();
    await page.close();
  });

  it("keeps what stands in the box in its session", async () => {
    const { page, bench } = await connect();
    const first = await page.locator(".tree-row[data-current=true] .tree-main").first().elementHandle();
    await bench.composer.fill("for the first");
    await page.getByRole("button", { name: "New session" }).click();
    await bench.openTcpServer();
    await expect.poll(() => bench.composer.inputValue()).toBe("");
    await bench.composer.fill("for the second");
    await first?.click();
    await expect.poll(() => bench.composer.inputValue()).toBe("for the first");
    await page.close();
  });

  it("shows hexadecimal first and checks the checksums of what comes", async () => {
    const { page, bench, socket } = await connect();
    await page.locator(".rows-bar").getByRole("radio", { name: "Hex" }).click();
    const composer = page.locator(".composer");
    await composer.getByLabel("Checksum").selectOption("CRC-16/MODBUS");
    await composer.getByLabel("Check received").check();
    socket.write(Buffer.from("01030000000ac5cd", "hex"));
    const right = bench.row("01 03 00 00 00 0A C5 CD");
    await right.getByText("✓").waitFor();
    const [hex, text] = await Promise.all([".c-hex", ".c-text"].map((cell) => right.locator(cell).boundingBox()));
    expect((hex?.x ?? 0) + (hex?.width ?? 0)).toBeLessThanOrEqual(text?.x ?? 0);
    expect(hex?.width ?? 0).toBeGreaterThan(2 * (text?.width ?? 0));
    socket.write(Buffer.from("01030000000ac5ce", "hex"));
    const wrong = bench.row("01 03 00 00 00 0A C5 CE").locator(".mark-bad");
    await wrong.waitFor();
    expect([await wrong.textContent(), await wrong.getAttribute("title")]).toEqual(["✗ → C5 CD", "✗ expected C5 CD"]);
    await page.locator(".rows-bar").getByRole("radio", { name: "Text" }).click();
    const placeOf = async (cell: string): Promise<number> => (await right.locator(cell).boundingBox())?.x ?? 0;
    await expect.poll(async () => (await placeOf(".c-text")) < (await placeOf(".c-hex"))).toBe(true);
    await composer.getByLabel("Checksum").selectOption("");
    await wrong.waitFor({ state: "hidden" });
    await page.close();
  });

  it("sends a file whole, and gives the capture as pcapng", async () => {
    const { page, socket } = await connect();
    const bytes = Buffer.alloc(3_000_000);
    for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
    const path = join(folder, "three.bin");
    writeFileSync(path, bytes);
    await page.locator(".composer").getByRole("radio", { name: "File" }).click();
    await page.locator('.composer input[type="file"]').setInputFiles(path);
    const hash = createHash("sha256");
    let length = 0;
    const whole = new Promise<void>((resolve) => {
      socket.on("data", (chunk) => {
        hash.update(chunk);
        length += chunk.length;
        if (length === bytes.length) resolve();
      });
    });
    await page.locator(".send-button").click();
    await whole;
    expect(hash.digest("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
    await page.locator('.transfer[data-phase="done"]').waitFor();
    const download = page.waitForEvent("download");
    await page.getByText("Save capture").click();
    const saved = await readFile(await (await download).path());
    expect(saved.subarray(0, 4).toString("hex")).toBe("0a0d0d0a");
    expect(saved.length).toBeGreaterThan(bytes.length);
    await page.locator(".composer").getByRole("radio", { name: "Text" }).click();
    await page.close();
  });

  it("opens a saved capture again: the same rows, and nothing to send with", async () => {
    const { page, bench, socket } = await connect();
    socket.write("kept for later");
    await bench.row("kept for later").waitFor();
    await bench.send("answered");
    await bench.row("answered").waitFor();
    const download = page.waitForEvent("download");
    await page.getByText("Save capture").click();
    const path = join(folder, "kept.pcapng");
    await (await download).saveAs(path);
    await page.locator('.status input[type="file"]').setInputFiles(path);
    await page.locator(".tree-row[data-current=true]", { hasText: "Capture file" }).first().waitFor();
    await bench.row("kept for later").waitFor();
    await bench.row("answered").waitFor();
    expect(await bench.composer.count()).toBe(0);
    await bench.filter.fill("dir:out");
    await bench.row("kept for later").waitFor({ state: "hidden" });
    await page.close();
  });

  it("works with the keyboard alone", async () => {
    const { page, bench, socket } = await connect();
    for (const text of ["first", "second", "third"]) {
      socket.write(text);
      await bench.row(text).waitFor();
    }
    const grid = page.getByRole("grid");
    await grid.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    expect(await page.locator('[aria-selected="true"]').textContent()).toContain("first");
    await page.keyboard.press("Shift+End");
    await page.keyboard.press("Control+c");
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("first\nsecond\nthird");
    expect(await grid.getAttribute("aria-rowcount")).toBe("5");
    await bench.composer.focus();
    await page.keyboard.type("hello");
    await page.keyboard.press("Control+Enter");
    await bench.row("hello").waitFor();
    await bench.composer.fill("");
    await page.keyboard.press("ArrowUp");
    expect(await bench.composer.inputValue()).toBe("hello");
    await page.close();
  });

  it("lights the text of selected bytes, and reads numbers at the cursor", async () => {
    const { page, bench, socket } = await connect();
    await bench.field("Charset").selectOption("gbk");
    socket.write(Buffer.from("47424b3ac4e3bac3cac0bde7", "hex"));
    await bench.row("GBK:你好世界").click();
    const lit = (kind: string): Promise<string> =>
      page
        .locator(`.hex-${kind}.lit`)
        .allTextContents()
        .then((texts) => texts.join(" ").trim());
    await page.locator('.hex-byte[data-at="4"]').click();
    await page.locator('.hex-byte[data-at="7"]').click({ modifiers: ["Shift"] });
    await expect.poll(() => lit("byte")).toBe("C4 E3 BA C3");
    expect(await page.locator(".hex-texts .lit").allTextContents()).toEqual(["你", "", "好", ""]);
    await page.getByText("4 bytes selected, 4–7").waitFor();
    await page.locator("tr", { hasText: "u16" }).getByText("50403").waitFor();
    // And from the text's side.
    await page.locator('.hex-text[data-at="0"]').click();
    await expect.poll(() => lit("byte")).toBe("47");
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => lit("byte")).toBe("47 42");
    await page.keyboard.press("Control+c");
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("47 42");
    await page.close();
  });

  it("shows both directions as one stream, live", async () => {
    const { page, bench, socket } = await connect();
    socket.write("question?\n");
    await bench.row("question?").waitFor();
    await bench.send("answer!");
    await page.getByRole("radio", { name: "Stream" }).click();
    await page.locator(".stream-in", { hasText: "question?\\n" }).waitFor();
    await page.locator(".stream-out", { hasText: "answer!" }).waitFor();
    socket.write("more");
    await page.locator(".stream-in", { hasText: "more" }).waitFor();
    await page.locator(".rows-bar").getByRole("radio", { name: "Hex" }).click();
    await page.locator(".stream-in", { hasText: "6D 6F 72 65" }).waitFor();
    await page.getByRole("radio", { name: "List" }).click();
    await page.close();
  });

  it("needs nothing that its content security policy forbids, in any corner", async () => {
    const { page, bench, socket } = await connect();
    socket.write("x");
    await bench
      .row(/^.*x.*58|78/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByText("Connect again when the connection is lost").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByText("what was received").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "History" }).click();
    // A menu is loaded when it is first asked for: one that opens after the next click would close the next menu.
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "hidden" });
    await page.locator(".top-tools").getByText("Copy as").click();
    await page.getByText("jack command").click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^jack connect tcp:\/\/127\.0\.0\.1:\d+$/,
    );
    // Dragging a border between panes.
    const border = page.getByRole("separator").first();
    const box = await border.boundingBox();
    if (box === null) throw new Error("no border");
    await page.mouse.move(box.x, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + 50, { steps: 4 });
    await page.mouse.up();
    expect((await border.boundingBox())?.x).toBeGreaterThan(box.x + 40);
    for (const width of [1000, 700, 420]) {
      await page.setViewportSize({ width, height: 700 });
      await bench.sendButton.waitFor();
      // Panes are laid out anew a frame after the window has changed.
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    expect(browser.complaints).toEqual([]);
    await page.close();
  });

  it("tells a stranger without the token where to get it", async () => {
    await using other = await TestBrowser.start();
    const page = await other.context.newPage();
    const answer = await page.goto(workbench.url.replace(/\?.*/, ""));
    expect(answer?.status()).toBe(401);
  });
});
