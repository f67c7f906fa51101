import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { describe, expect } from "vitest";
import { charsetDigests } from "../support/charset-digests.ts";
import { itWith } from "../support/programs.ts";

const DIGESTS = fileURLToPath(new URL("../support/charset-digests.ts", import.meta.url));

describe("charsets in a browser", () => {
  itWith(["chromium"])(
    "are the engine's, code for code, so that the page shows what the terminal shows",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "jackfield-charsets-"));
      try {
        const { outputFiles } = await build({
          stdin: {
            contents: `import { charsetDigests } from ${JSON.stringify(DIGESTS)};
document.querySelector("pre").textContent = JSON.stringify(charsetDigests());`,
            resolveDir: folder,
          },
          bundle: true,
          format: "iife",
          write: false,
        });
        const page = join(folder, "page.html");
        writeFileSync(
          page,
          `<!doctype html><meta charset="utf-8"><pre></pre><script>${outputFiles[0]?.text ?? ""}</script>`,
        );
        const result = spawnSync(
          "chromium",
          [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            `--user-data-dir=${join(folder, "profile")}`,
            "--timeout=60000",
            "--dump-dom",
            pathToFileURL(page).href,
          ],
          { encoding: "utf8", timeout: 60_000, maxBuffer: 64 * 1024 * 1024 },
        );
        const text = /<pre>(\{.*?\})<\/pre>/.exec(result.stdout)?.[1];
        expect(text, result.stderr).toBeDefined();
        expect(JSON.parse(text ?? "null")).toEqual(charsetDigests());
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
    120_000,
  );
});
