import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CuttingProxy } from "../support/cutting-proxy.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { Jack } from "../support/jack.ts";
import { itWith } from "../support/programs.ts";
import { TestBrowser } from "../support/test-browser.ts";

const run = promisify(execFile);
const NTPDIG = fileURLToPath(new URL("../fixtures/python/ntpdig_at.py", import.meta.url));
const SIZE = 8 * 1024 * 1024 + 123;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

let folder = "";
const big = randomBytes(SIZE);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-foreign-"));
  await mkdir(join(folder, "pub"));
  await writeFile(join(folder, "pub", "大 file.bin"), big);
  await writeFile(join(folder, "pub", "big.bin"), big);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(...words: readonly string[]): Promise<{ jack: Jack; port: number }> {
  const jack = new Jack(["serve", ...words, "--json"]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  return { jack, port: Number(port) };
}

describe("Debian's NTP client", () => {
  itWith(["ntpdig"])("takes our clock for a server's, at no distance", async () => {
    const { jack, port } = await serve("time:0", "--ntp");
    await using _jack = jack;
    // Debian's packages are for Debian's interpreter.
    const { stdout } = await run("/usr/bin/python3", [NTPDIG, String(port)], { timeout: 120_000 });
    const answer = JSON.parse(stdout) as { offset: number; precision: number; stratum: number; leap: string };
    expect(answer).toMatchObject({ ip: "127.0.0.1", stratum: 10, leap: "no-leap" });
    // Both read the same clock: the offset is within the way there and back, however slow the machine is.
    expect(Math.abs(answer.offset)).toBeLessThanOrEqual(answer.precision + 0.05);
  });
});

describe("curl", () => {
  itWith(["curl"])("-C - -O goes on with a download that broke off, and knows when there is nothing left", async () => {
    const { jack, port } = await serve("files:0", `${folder}/pub`);
    await using _jack = jack;
    const cwd = await mkdtemp(join(folder, "curl-"));
    const url = `http://127.0.0.1:${port}/big.bin`;
    const curl = (...words: string[]) => run("curl", ["-sS", "--noproxy", "*", ...words], { cwd });
    await writeFile(join(cwd, "big.bin"), big.subarray(0, 1_000_001));
    const { stdout } = await curl("-C", "-", "-O", "-w", "%{http_code} %{size_download}", url);
    expect(stdout).toBe(`206 ${SIZE - 1_000_001}`);
    expect(sha256(await readFile(join(cwd, "big.bin")))).toBe(sha256(big));
    const whole = await curl("-C", "-", "-O", "-w", "%{http_code} %{size_download}", url).catch(
      (error: Error) => error,
    );
    expect(String((whole as { stdout?: string }).stdout)).toMatch(/^416 /);
    expect(sha256(await readFile(join(cwd, "big.bin")))).toBe(sha256(big));
    // A name in Chinese, with a blank, as a person types it behind a URL.
    await curl("-o", "named", `http://127.0.0.1:${port}/${encodeURIComponent("大 file.bin")}`);
    expect(sha256(await readFile(join(cwd, "named")))).toBe(sha256(big));
  });
});

describe("a browser", () => {
  itWith([])("shows the folder, and downloads from it a file that is the same", async () => {
    const { jack, port } = await serve("files:0", `${folder}/pub`);
    await using _jack = jack;
    await using browser = await TestBrowser.start();
    const page = await browser.open(`http://127.0.0.1:${port}/`);
    for (const name of ["大 file.bin", "big.bin"]) {
      const begun = page.waitForEvent("download", { timeout: 120_000 });
      await page.getByRole("link", { name }).click();
      const download = await begun;
      expect(download.suggestedFilename()).toBe(name);
      expect(sha256(await readFile(await download.path()))).toBe(sha256(big));
    }
  });
});

describe("a browser whose download breaks off", () => {
  const big2 = randomBytes(SIZE);
  it.each([
    { what: "goes on with it", changes: false, status: "206 Partial Content" },
    { what: "gets the whole file anew when it has changed meanwhile", changes: true, status: "200 OK" },
  ])("$what", async ({ changes, status }) => {
    const served = await mkdtemp(join(folder, "broken-"));
    await writeFile(join(served, "big.bin"), big);
    const { jack, port } = await serve("files:0", served);
    await using _jack = jack;
    const onCut = (): Promise<void> => (changes ? writeFile(join(served, "big.bin"), big2) : Promise.resolve());
    await using proxy = await CuttingProxy.start(port, { afterBytes: 3_000_000, onCut });
    await using browser = await TestBrowser.start();
    const page = await browser.open(`http://127.0.0.1:${proxy.port}/`);
    const begun = page.waitForEvent("download", { timeout: 120_000 });
    await page.getByRole("link", { name: "big.bin" }).click();
    const download = await begun;
    expect(await download.failure()).toBeNull();
    expect(sha256(await readFile(await download.path()))).toBe(sha256(changes ? big2 : big));
    const [first = "", second = ""] = proxy.answers.filter((head) => head.includes("octet-stream"));
    const [, tag = ""] = /^etag: (".*")$/im.exec(first) ?? [];
    const again = proxy.requests.find((head) => /^range:/im.test(head)) ?? "";
    // Behind the cut it asks for the rest, of that version only.
    expect(again).toMatch(/^range: bytes=[1-9]\d*-$/im);
    expect(again.toLowerCase()).toContain(`if-range: ${tag.toLowerCase()}`);
    expect(tag).not.toBe("");
    expect(second.split("\r\n")[0]).toBe(`HTTP/1.1 ${status}`);
    if (!changes) {
      const [, from] = /bytes=(\d+)-/.exec(again) ?? [];
      expect(second.toLowerCase()).toContain(`content-range: bytes ${from}-${SIZE - 1}/${SIZE}`);
    }
  });
});

describe("ncat and socat in a room", () => {
  itWith(["ncat", "socat"])("talk in lines with each other and with datagrams", async () => {
    const { jack, port } = await serve("room:0");
    await using _jack = jack;
    await jack.stdout(/"network":"tcp"/);
    await using ann = new ForeignProgram("ncat", ["127.0.0.1", String(port)]);
    await ann.line();
    ann.write("Ann\n");
    await using bob = new ForeignProgram("socat", ["-", `UDP:127.0.0.1:${port}`]);
    bob.write("Bob");
    expect(await until(ann, /Bob/)).toContain("加入了群聊");
    ann.write("hello\n");
    bob.write("Bob:你好");
    expect(await until(ann, /你好/)).toMatch(/^Bob: ?你好$/);
    ann.end();
    await jack.stdout(/"direction":"in"[^\n]*"text":"Bob:你好"/);
  });
});

async function until(program: ForeignProgram, wanted: RegExp): Promise<string> {
  for (;;) {
    const line = await program.line();
    if (wanted.test(line)) return line;
  }
}

describe("the example of the library", () => {
  itWith(["curl"])("serves the time and a room with a robot", async () => {
    const url = new URL("../../scripts/example.mjs", import.meta.url).href;
    const { compileExample } = (await import(url)) as { compileExample: (example: string) => string };
    await using example = new ForeignProgram(process.execPath, [compileExample("services")]);
    const [, time = "", room = ""] = /^time (\d+) room (\d+)$/.exec(await example.line()) ?? [];
    expect((await Jack.run(["time", `127.0.0.1:${time}`, "%Z"])).stdout.toString()).toBe("CST\n");
    const { stdout } = await Jack.run(["chat", "room", `127.0.0.1:${room}`, "--name", "Ann", "--wait", "2s"], "hi\n");
    expect(stdout.toString()).toContain("robot: welcome, Ann!");
    example.end();
    expect(await example.exited).toBe(0);
    expect(existsSync(compileExample("services"))).toBe(true);
  });
});
