import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { JACK, Jack } from "../support/jack.ts";

/** The V8 whose compiled code the launcher takes. */
const BUILT_FOR = /\bv8:"[^"]+"/;

describe("the launcher", () => {
  it.each([
    [["nc", "-z", "127.0.0.1", "PORT"], 0],
    [["nc", "-z", "127.0.0.2", "PORT"], 1],
    [["nc", "-z", "-n", "127.0.0.2", "PORT"], 1],
    [["nc", "-z", "::1", "PORT"], 1],
    [["nc", "-z", "127.0.0.999", "PORT"], 2],
    [["nc", "-z", "127.0.0.1", "70000"], 2],
  ] as const)("asks with %j and exits %i", async (args, code) => {
    const server = createServer((socket) => socket.on("error", () => undefined).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const port = String((server.address() as AddressInfo).port);
      const result = await Jack.run(args.map((word) => (word === "PORT" ? port : word)));
      expect(result.stdout.length).toBe(0);
      expect(result.code).toBe(code);
      if (code !== 2) expect(result.stderr).toBe("");
    } finally {
      server.close();
    }
  });

  it("works without compiled code, as on another Node", () => {
    const text = readFileSync(JACK, "utf8");
    expect(text).toMatch(BUILT_FOR);
    const copy = join(dirname(JACK), `other-${process.pid}.cjs`);
    const cache = mkdtempSync(join(tmpdir(), "jackfield-cache-"));
    writeFileSync(copy, text.replace(BUILT_FOR, 'v8:"0.0.0"'));
    try {
      const env = { ...process.env, XDG_CACHE_HOME: cache, JACKFIELD_LANG: "en" };
      for (let run = 0; run < 2; run++) {
        const { status, stdout } = spawnSync(process.execPath, [copy, "help"], { encoding: "utf8", env });
        expect(status).toBe(0);
        expect(stdout).toContain("Commands:");
      }
    } finally {
      rmSync(copy);
      rmSync(cache, { recursive: true });
    }
  });

  it("tells its version, but not where it is called nc", () => {
    const folder = mkdtempSync(join(tmpdir(), "jackfield-link-"));
    try {
      symlinkSync(JACK, join(folder, "ncat"));
      const own = spawnSync(process.execPath, [JACK, "--version"], { encoding: "utf8" });
      expect(own.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
      const ncat = spawnSync(process.execPath, [join(folder, "ncat"), "--version"], { encoding: "utf8" });
      expect(ncat.stdout + ncat.stderr).toContain("7.991");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
