// Measures the page against the real workbench: load size, one million rows with 20,000 new ones a second while
// following, and how fast a filter answers. Run after `npm run build`; takes about a minute.
// node bench/page/run.mjs [rows] [rows a second] [seconds]
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "dist", "page");
const [rowsWanted = 1_000_000, rate = 20_000, seconds = 8] = process.argv.slice(2).map(Number);
const BATCH_MS = 10;

/** Gzipped bytes of what index.html asks for, of what a session's first rows also load, and of everything. */
function loadSizes() {
  const assets = join(PAGE, "assets");
  const size = (name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length;
  const text = (name) => readFileSync(join(assets, name), "utf8");
  const first = new Set();
  const take = (name) => {
    if (first.has(name)) return;
    first.add(name);
    // Only static imports: what `import()` names comes later.
    if (name.endsWith(".js")) for (const [, chunk] of text(name).matchAll(/(?:from|import)"\.\/([^"]+)"/g)) take(chunk);
  };
  const html = readFileSync(join(PAGE, "index.html"), "utf8");
  for (const [, name] of html.matchAll(/\/assets\/([^"]+\.(?:js|css))"/g)) take(name);
  const sum = (names) => names.reduce((total, name) => total + size(name), 0);
  return {
    firstKb: sum([...first]) / 1000,
    allKb: sum(readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name))) / 1000,
  };
}

async function startWorkbench() {
  const child = spawn(process.execPath, [join(ROOT, "dist/bin/jack.cjs"), "workbench", "--no-open", "--port", "0"]);
  child.stderr.pipe(process.stderr);
  for await (const chunk of child.stdout) {
    const url = /https?:\/\/\S+/.exec(String(chunk))?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error("the workbench did not start");
}

/** Sends datagrams at a rate to a port of this machine; 64 bytes each. */
function makeSender(port) {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  const bytes = Buffer.from("temperature=21.5;humidity=40;station=7;sequence=0000000000;ok\r\n");
  let timer;
  return {
    start(perSecond) {
      clearInterval(timer);
      const began = performance.now();
      let sent = 0;
      timer = setInterval(() => {
        const due = ((performance.now() - began) / 1000) * perSecond;
        for (; sent < due; sent++) socket.send(bytes, port, "127.0.0.1");
      }, BATCH_MS);
    },
    stop() {
      clearInterval(timer);
      socket.close();
    },
  };
}

/** Main-thread shares from Chromium's own counters, and frames from the page itself. */
async function measure(page, run) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const counters = async () =>
    Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  await page.evaluate(() => {
    globalThis.frames_ = 0;
    const count = () => {
      globalThis.frames_++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const before = await counters();
  const framesBefore = await page.evaluate(() => globalThis.frames_);
  await run();
  const after = await counters();
  const frames = (await page.evaluate(() => globalThis.frames_)) - framesBefore;
  const wall = after.Timestamp - before.Timestamp;
  const share = (name) => Number((((after[name] - before[name]) / wall) * 100).toFixed(1));
  return {
    fps: Number((frames / wall).toFixed(1)),
    mainThreadPercent: share("TaskDuration"),
    scriptPercent: share("ScriptDuration"),
    heapMb: Math.round(after.JSHeapUsedSize / 1e6),
    nodes: after.Nodes,
  };
}

const rowsOf = async (page) => Number((await page.locator(".rows-scroller").getAttribute("aria-rowcount")) ?? 1) - 1;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const { child, url } = await startWorkbench();
const executablePath =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, locale: "en-US" });
  page.on("pageerror", (error) => console.error(error));
  page.on("crash", () => console.error("the page crashed"));
  await page.goto(url);
  await page.locator(".start-card").nth(2).waitFor();
  await page.locator(".top-form").getByLabel("Protocol").selectOption("udp");
  await page.locator(".top-form").getByLabel("Port", { exact: true }).fill("0");
  await page.locator(".top-form").getByLabel("Remote address").fill("");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const bound = await page.locator(".row", { hasText: "bound to" }).textContent();
  const sender = makeSender(
    Number(/:(\d+)\s*$/.exec(bound.trim())?.[1] ?? /:(\d+)/.exec(bound.split("bound to")[1])?.[1]),
  );
  sender.start(rate * 2);
  while ((await rowsOf(page)) < rowsWanted) await wait(200);
  sender.start(rate);
  await wait(1000);
  const rowsBefore = await rowsOf(page);
  const began = performance.now();
  const follow = await measure(page, () => wait(seconds * 1000));
  const rowsASecond = Math.round(((await rowsOf(page)) - rowsBefore) / ((performance.now() - began) / 1000));
  const drops = await page.locator(".status-drop").textContent();
  sender.stop();
  await page.evaluate(() => {
    globalThis.filterBegan_ = 0;
    document
      .querySelector(".filter input")
      .addEventListener("input", () => (globalThis.filterBegan_ = performance.now()));
  });
  const filtering = page.waitForFunction(() => {
    const found = /([\d,]+) match/.exec(document.querySelector(".filter-count")?.textContent ?? "");
    return found !== null && found[1] !== "0" ? performance.now() - globalThis.filterBegan_ : 0;
  });
  await page.getByLabel("Filter", { exact: true }).fill('text~"21.5" len>10');
  const filterMs = Math.round(await (await filtering).jsonValue());
  const sizes = loadSizes();
  console.log(
    JSON.stringify({ rows: rowsBefore, rowsASecond, follow, filterFirstMs: filterMs, drops, ...sizes }, null, 2),
  );
} finally {
  await browser.close();
  child.kill("SIGTERM");
}
