import { spawnSync } from "node:child_process";
import { linkSync, mkdtempSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForeignProgram } from "../support/foreign-program.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The executable is a copy of this Node: ninety megabytes to write and to read. */
const BUILD_TIMEOUT_MS = 600_000;

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "jackfield-bundle-"));
  const script = join(ROOT, "scripts", "bundle.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--sea", "--out", home], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the bundle was not made: ${stderr}`);
}, BUILD_TIMEOUT_MS);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A folder with nothing but this file, and an environment with nothing but a home. */
function alone(file: string): { readonly folder: string; readonly env: Record<string, string> } {
  const folder = mkdtempSync(join(home, "alone-"));
  linkSync(join(home, file), join(folder, file));
  const cache = join(folder, "cache");
  mkdirSync(cache, { mode: 0o700 });
  return { folder, env: { PATH: "", XDG_CACHE_HOME: cache, JACKFIELD_LANG: "en" } };
}

const FORMS = [
  {
    name: "the single file",
    file: "jack.cjs",
    command: (folder: string) => [process.execPath, join(folder, "jack.cjs")],
  },
  { name: "the executable", file: "jack", command: (folder: string) => [join(folder, "jack")] },
] as const;

describe.skipIf(process.platform === "win32").each(FORMS)("$name", ({ file, command }) => {
  it("says its version and helps", () => {
    const { folder, env } = alone(file);
    const [program = "", ...args] = command(folder);
    const version = spawnSync(program, [...args, "--version"], { cwd: folder, env, encoding: "utf8" });
    expect(version).toMatchObject({ status: 0, stderr: "" });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = spawnSync(program, [...args, "help", "listen"], { cwd: folder, env, encoding: "utf8" });
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain("jack listen");
    const wrong = spawnSync(program, [...args, "lsten"], { cwd: folder, env, encoding: "utf8" });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain("did you mean listen?");
  });

  it("serves an echo and talks to it with nc", async () => {
    const { folder, env } = alone(file);
    const [program = "", ...args] = command(folder);
    await using server = new ForeignProgram(program, [...args, "serve", "echo:0", "--tcp", "--json"], {
      cwd: folder,
      env,
    });
    const port = Number(
      /"port":(\d+)|127\.0\.0\.1:(\d+)/
        .exec(await server.line())
        ?.slice(1)
        .find(Boolean),
    );
    const bytes = Buffer.from("bytes \u0000\xff 你好\n");
    const nc = spawnSync(program, [...args, "nc", "127.0.0.1", String(port)], { cwd: folder, env, input: bytes });
    expect(nc.stderr.toString()).toBe("");
    expect(nc.stdout).toEqual(bytes);
    expect(nc.status).toBe(0);
  });

  it("asks with nc -z, and lists sockets", async () => {
    const { folder, env } = alone(file);
    const [program = "", ...args] = command(folder);
    const listener = createServer((socket) => socket.on("error", () => undefined).end());
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = listener.address() as AddressInfo;
      expect(spawnSync(program, [...args, "nc", "-z", "127.0.0.1", String(port)], { cwd: folder, env }).status).toBe(0);
      if (process.platform !== "linux") return;
      const list = spawnSync(program, [...args, "ls", String(port), "-l"], { cwd: folder, env, encoding: "utf8" });
      expect(list.stdout).toMatch(new RegExp(`127\\.0\\.0\\.1:${port} .*\\(${process.pid}\\)`));
    } finally {
      listener.close();
    }
  });

  it("serves the page that it carries", async () => {
    const { folder, env } = alone(file);
    const [program = "", ...args] = command(folder);
    await using workbench = new ForeignProgram(program, [...args, "workbench", "--no-open", "--port", "0"], {
      cwd: folder,
      env,
    });
    let url: string | undefined;
    while (url === undefined) url = /https?:\/\/\S+/.exec(await workbench.line())?.[0];
    const { origin, searchParams } = new URL(url);
    const authorization = `Bearer ${searchParams.get("token")}`;
    const answer = await fetch(`${origin}/`, { headers: { authorization } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<!doctype html>");
    const page = join(env["XDG_CACHE_HOME"] ?? "", "jackfield");
    expect(statSync(page).mode & 0o077).toBe(0);
    expect(readdirSync(page).some((name) => name.startsWith("page-"))).toBe(true);
  });
});

describe.skipIf(process.platform === "win32")("the executable", () => {
  it.runIf(process.platform === "linux")("makes the system's own socket calls with the binary that it carries", () => {
    const { folder, env } = alone("jack");
    const backend = (): unknown => {
      const { stdout } = spawnSync(join(folder, "jack"), ["doctor", "--json"], { cwd: folder, env, encoding: "utf8" });
      return stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { check: string; backend?: string })
        .find(({ check }) => check === "sockets")?.backend;
    };
    expect(backend()).toBe("koffi-linux");
    // A file that somebody changed is written again, not run.
    const cache = join(env["XDG_CACHE_HOME"] ?? "", "jackfield");
    const [koffi = ""] = readdirSync(cache).filter((name) => name.startsWith("koffi-"));
    writeFileSync(join(cache, koffi, "koffi.node"), "not a library");
    expect(backend()).toBe("koffi-linux");
    expect(statSync(join(cache, koffi, "koffi.node")).size).toBeGreaterThan(100_000);
  });

  it("is nc where a link calls it so", () => {
    const { folder, env } = alone("jack");
    symlinkSync("jack", join(folder, "nc"));
    const { stderr, stdout, status } = spawnSync(join(folder, "nc"), ["-h"], { cwd: folder, env, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout + stderr).toContain("OpenBSD netcat");
  });
});

describe("the single file", () => {
  it("works without koffi, on Node's own sockets", () => {
    const { folder, env } = alone("jack.cjs");
    const run = spawnSync(process.execPath, [join(folder, "jack.cjs"), "doctor", "--json"], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    expect(run.stdout).toContain('"backend":"node"');
  });
});
