import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIVE_PATH } from "../../src/api/index.ts";
import { startWorkbench, type Workbench } from "../../src/web/server/index.ts";
import { launchBrowser } from "../support/browser.ts";
import { FakeEngine } from "../support/fake-engine.ts";

let folder: string;
let workbench: Workbench;
let foreign: Server;
let foreignUrl: string;
let browser: Browser;
const engine = new FakeEngine();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-test-"));
  writeFileSync(join(folder, "index.html"), '<!doctype html><title>workbench</title><script src="/main.js"></script>');
  writeFileSync(join(folder, "main.js"), "globalThis.scriptRan = true;");
  workbench = await startWorkbench({ engine: engine.engine, pageFolder: folder, version: "1", port: 0 });
  foreign = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end("<!doctype html><title>foreign</title>");
  });
  await new Promise<void>((resolve) => {
    foreign.listen(0, "127.0.0.1", resolve);
  });
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await workbench.close();
  foreign.close();
  rmSync(folder, { recursive: true });
});

const origin = (): string => `http://127.0.0.1:${workbench.port}`;

async function withPage(run: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  try {
    await run(await context.newPage());
  } finally {
    await context.close();
  }
}

/** What a page's script gets of a request: its status, or "refused by the browser". */
function fetched(page: Page, url: string, init: object = {}): Promise<number | string> {
  return page.evaluate(
    ({ url: address, init: options }) =>
      fetch(address, options).then(
        (answer) => answer.status,
        () => "refused by the browser",
      ),
    { url, init },
  );
}

describe("the workbench's door in a real browser", () => {
  it("opens by its address, keeps the token out of the address line, and runs its own script", async () => {
    await withPage(async (page) => {
      await page.goto(workbench.url);
      expect([page.url(), await page.title()]).toEqual([`${origin()}/`, "workbench"]);
      expect(await page.evaluate("globalThis.scriptRan")).toBe(true);
      expect(await page.evaluate("document.cookie")).toBe("");
      expect(await fetched(page, "/api/sessions")).toBe(200);
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"message":{"type":"hex","hex":"00"}}',
      };
      expect(await fetched(page, "/api/preview", init)).toBe(200);
    });
  });

  it("opens by a local file that leads to it, as the command line does", async () => {
    const file = join(folder, "open.html");
    writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${workbench.url}">`);
    await withPage(async (page) => {
      await page.goto(pathToFileURL(file).href);
      await page.waitForURL(`${origin()}/`);
      expect(await page.title()).toBe("workbench");
    });
  });

  it("stays closed to a page of another origin, even in a browser that was let in", async () => {
    await withPage(async (page) => {
      await page.goto(workbench.url);
      await page.goto(foreignUrl);
      const credentials = { credentials: "include" };
      expect(await fetched(page, `${origin()}/api/sessions`, credentials)).toBe("refused by the browser");
      const form = {
        ...credentials,
        mode: "no-cors",
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: "{}",
      };
      // What a page may send without asking first; its answer is kept from the page as well.
      expect(await fetched(page, `${origin()}/api/sessions`, form)).toBe("refused by the browser");
      const script = { ...credentials, mode: "no-cors" };
      expect(await fetched(page, `${origin()}/main.js`, script)).toBe("refused by the browser");
      const socket = await page.evaluate(
        (url) =>
          new Promise((resolve) => {
            const live = new WebSocket(url);
            live.addEventListener("open", () => resolve("open"));
            live.addEventListener("error", () => resolve("refused"));
          }),
        `ws://127.0.0.1:${workbench.port}${LIVE_PATH}`,
      );
      expect(socket).toBe("refused");
      const framed = await page.evaluate(async (url) => {
        const frame = document.createElement("iframe");
        frame.src = url;
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        document.body.append(frame);
        await loaded;
        // Readable only when it is no page of the workbench but the browser's own error page is not readable either.
        return frame.contentDocument === null;
      }, `${origin()}/`);
      expect(framed).toBe(true);
      expect(page.frames()[1]?.url()).not.toBe(`${origin()}/`);
    });
  });

  it("lets no script run that is not its own file, whatever gets into the page", async () => {
    await withPage(async (page) => {
      await page.goto(workbench.url);
      const ran = await page.evaluate(async () => {
        const global = globalThis as unknown as { injected?: boolean };
        const inline = document.createElement("script");
        inline.textContent = "globalThis.injected = true";
        document.body.append(inline);
        const image = document.createElement("div");
        image.innerHTML = '<img src="x:" onerror="globalThis.injected = true">';
        document.body.append(image);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return global.injected ?? false;
      });
      expect(ran).toBe(false);
    });
  });

  it("connects its WebSocket with the cookie alone", async () => {
    await withPage(async (page) => {
      await page.goto(workbench.url);
      const first = await page.evaluate(
        (path) =>
          new Promise((resolve) => {
            const live = new WebSocket(`ws://${location.host}${path}`);
            live.addEventListener("message", (event) => resolve(JSON.parse(String(event.data))));
            live.addEventListener("error", () => resolve("refused"));
          }),
        LIVE_PATH,
      );
      expect(first).toMatchObject({ type: "hello" });
    });
  });
});
