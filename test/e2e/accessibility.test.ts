import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Page } from "playwright-core";
import { ForeignProgram } from "../support/foreign-program.ts";
import { auditPage } from "../support/page-audit.ts";
import { itWith } from "../support/programs.ts";
import { TestBrowser } from "../support/test-browser.ts";
import { WorkbenchPage } from "../support/workbench-page.ts";
import { WorkbenchProcess } from "../support/workbench-process.ts";

const CLIENT = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"one\\ntwo\\nth\\x1b")
sys.stdin.read()
`;

describe.each([
  { colorScheme: "light", locale: "en-US", viewport: { width: 1280, height: 800 } },
  { colorScheme: "dark", locale: "en-US", viewport: { width: 900, height: 800 } },
] as const)("the page in $colorScheme, $viewport.width wide", (options) => {
  let workbench: WorkbenchProcess;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    workbench = await WorkbenchProcess.start();
    browser = await TestBrowser.start(options);
    page = await browser.open(workbench.url);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await workbench?.[Symbol.asyncDispose]();
  });

  itWith(["python3"])("can be read and named everywhere", async () => {
    const bench = new WorkbenchPage(page);
    await page.locator(".start-card").first().waitFor();
    expect(await auditPage(page)).toEqual([]);

    const port = await bench.openTcpServer({ framing: "line" });
    await using client = ForeignProgram.python(CLIENT, port);
    await bench.row("half message").click();
    expect(await auditPage(page)).toEqual([]);
    client.end();
    await bench.row("the peer sent FIN").waitFor();
    await bench.filter.fill("dir:in len>");
    await page.locator(".filter-problem").waitFor();
    expect(await auditPage(page)).toEqual([]);
    await bench.filter.fill("");

    await page.getByRole("button", { name: "New session" }).click();
    await bench.field("Protocol").selectOption("tls-client");
    await page.getByRole("button", { name: "TLS options" }).click();
    await page.getByLabel("Check the server's certificate").uncheck();
    expect(await auditPage(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await bench.field("Protocol").selectOption("tls-server");
    await bench.field("Port").fill("0");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.locator(".tls-fingerprint").waitFor();
    expect(await auditPage(page)).toEqual([]);
  });

  itWith([])("opens a session with the keyboard alone", async () => {
    await page.getByRole("button", { name: "New session" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Protocol", { exact: true }).selectOption("tcp-server");
    await page.getByLabel("Port", { exact: true }).focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("0");
    await page.keyboard.press("Enter");
    await new WorkbenchPage(page).row("listening on").waitFor();
    // The ring of what has the focus can be seen.
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body);
      return `${style.outlineStyle} ${style.outlineWidth}`;
    });
    expect(ring).toBe("solid 2px");
  });
});
