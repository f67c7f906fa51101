// Takes the user guide's pictures, in both languages, of the real page while it talks to real programs.
// node scripts/screenshots.mjs: needs Chromium and python3.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ensureBuilt, ROOT } from "./ready.mjs";

const SIZE = { width: 1280, height: 800 };

// Three clients of a thermometer server: one sends GBK cut inside a character, one several messages at once, one a half.
const CLIENTS = `
import socket, struct, sys, time
port = int(sys.argv[1])
def connect():
    s = socket.socket(); s.bind(("127.0.0.1", 0)); s.connect(("127.0.0.1", port)); return s
gbk = lambda text: text.encode("gbk")
a, b, c = connect(), connect(), connect()
def say(s, data, pause=0.12):
    s.sendall(data); time.sleep(pause)
temperature = gbk("温度=21.5\\n")
say(b, gbk("登录 张三\\n"))
say(a, temperature[:3]); say(a, temperature[3:])
say(b, gbk("你好\\n在吗？\\n"))
say(c, b"temp=21.5\\ntemp=2"); say(c, b"1.6\\n")
say(b, gbk("温度正常吗？\\n"))
say(c, b"<b>not markup</b> \\x1b[31mnot red\\n")
print("ready", flush=True)
sys.stdin.readline()
c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); c.close()
time.sleep(0.2)
print("reset", flush=True)
time.sleep(600)
`;

const TEXTS = {
  en: { locale: "en-US", reply: "收到：温度正常", device: "Thermometers" },
  zh: { locale: "zh-CN", reply: "收到：温度正常", device: "温度计" },
};

/** A program whose lines of output can be waited for. */
function run(command, args) {
  const child = spawn(command, args, { env: { ...process.env, PYTHONUNBUFFERED: "1" } });
  child.stderr.pipe(process.stderr);
  const lines = [];
  const waiting = [];
  let rest = "";
  child.stdout.on("data", (chunk) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop();
    for (const line of parts) (waiting.shift() ?? ((text) => lines.push(text)))(line);
  });
  return { child, line: () => (lines.length > 0 ? lines.shift() : new Promise((resolve) => waiting.push(resolve))) };
}

async function startWorkbench() {
  const { child, line } = run(process.execPath, [
    join(ROOT, "dist/bin/jack.cjs"),
    "workbench",
    "--no-open",
    "--port",
    "0",
  ]);
  for (;;) {
    const url = /https?:\/\/\S+/.exec(await line())?.[0];
    if (url !== undefined) return { child, url };
  }
}

/** Saves a picture. */
async function shoot(page, folder, name, options = {}) {
  const path = join(folder, `${name}.png`);
  // Nothing blinks, no tooltip: the same picture each time, but for times and ports.
  await page.mouse.move(2, 2);
  await page.waitForTimeout(250);
  await page.screenshot({ path, caret: "hide", ...options });
}

async function openServer(page, text) {
  const form = page.locator(".top-form");
  await form.locator("select").nth(0).selectOption("tcp-server");
  await form.locator("input").nth(1).fill("0");
  await form.locator("select").nth(1).selectOption("gbk");
  await form.locator("select").nth(2).selectOption("line");
  await form.locator("button.btn-quiet").last().click();
  await page.locator(".more-grid input").first().fill(text.device);
  await page.keyboard.press("Escape");
  await form.locator("button[type=submit]").click();
  const row = await page
    .locator(".row", { hasText: /127\.0\.0\.1:\d/ })
    .first()
    .textContent();
  return /127\.0\.0\.1:(\d+)/.exec(row)[1];
}

async function takeAll(browser, language, theme) {
  const text = TEXTS[language];
  const folder = join(ROOT, "docs", language, "img");
  mkdirSync(folder, { recursive: true });
  const suffix = theme === "dark" ? "-dark" : "";
  const workbench = await startWorkbench();
  const context = await browser.newContext({ locale: text.locale, colorScheme: theme, viewport: SIZE });
  let clients;
  try {
    const page = await context.newPage();
    await page.goto(workbench.url);
    await page.locator(".start-card").first().waitFor();
    await shoot(page, folder, `start${suffix}`);
    const port = await openServer(page, text);
    clients = run("python3", ["-c", CLIENTS, port]);
    await clients.line();
    await page.locator(".row", { hasText: "not markup" }).waitFor();
    await page.locator(".tree-peer .tree-main").first().click();
    await page.locator(".composer-text").fill(text.reply);
    await page.locator(".composer-bar select").nth(1).selectOption("lf");
    await page.locator(".send-button:not([disabled])").waitFor();
    await page.locator(".composer-text").press("Control+Enter");
    await page.locator(".row-out").waitFor();
    await shoot(page, folder, `peer${suffix}`);
    await page.locator(".tree-peer .tree-main").first().click();
    await page.locator(".row", { hasText: "登录" }).waitFor();
    clients.child.stdin.write("\n");
    await clients.line();
    await page.locator(".row.tone-bad").first().waitFor();
    await page.locator(".row", { hasText: "在吗" }).click();
    await page.locator(".hex-line").first().waitFor();
    await shoot(page, folder, `session${suffix}`);
    if (theme === "light") await takeDetails(page, folder);
  } finally {
    clients?.child.kill("SIGKILL");
    await context.close();
    workbench.child.kill("SIGTERM");
  }
}

/** Pictures of parts, in light only. */
async function takeDetails(page, folder) {
  await page.locator(".filter input").fill('dir:in text~"温度" len>');
  await page.locator(".filter-problem").waitFor();
  await shoot(page, folder, "filter", { clip: { x: 231, y: 63, width: 700, height: 180 } });
  await page.locator(".filter input").fill("");
  await page.locator(".filter-problem").waitFor({ state: "hidden" });
  await page.locator(".composer-text").fill("温度😀");
  await page.locator(".preview-fault").waitFor();
  const composer = await page.locator(".composer").boundingBox();
  await shoot(page, folder, "unencodable", { clip: composer });
  await page.locator(".composer-text").fill("");
  await page.locator(".composer .seg-item").nth(1).click();
  await page.locator(".composer-text").fill("01 03 00 00 00 0A");
  await page.locator(".composer-bar select").last().selectOption("CRC-16/MODBUS");
  await shoot(page, folder, "checksum", { clip: composer });
  await page.locator(".composer-bar select").last().selectOption("");
  await page.locator(".composer-text").fill("");
  await page.locator(".composer .seg-item").nth(0).click();
  await page.locator(".rows-bar .seg-item").last().click();
  await page.locator(".stream-block").first().waitFor();
  await shoot(page, folder, "stream");
  await page.locator(".side .pane-head button").click();
  await page.locator(".top-form select").first().selectOption("tls-client");
  await page.locator(".tls-options").click();
  await page.locator(".pop input[type=checkbox]").first().uncheck();
  await page.locator(".warning").waitFor();
  await shoot(page, folder, "tls", { clip: { x: 0, y: 0, width: 960, height: 470 } });
  await page.keyboard.press("Escape");
}

ensureBuilt();
for (const language of Object.keys(TEXTS))
  rmSync(join(ROOT, "docs", language, "img"), { recursive: true, force: true });
const executablePath =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  for (const language of Object.keys(TEXTS)) {
    for (const theme of ["light", "dark"]) await takeAll(browser, language, theme);
  }
} finally {
  await browser.close();
}
