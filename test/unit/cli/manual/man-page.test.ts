import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandManPage, foreignManPage, mainManPage, roff } from "../../../../src/cli/manual/man-page.ts";
import { manualOf } from "../../../../src/cli/manual/manual.ts";
import { COMMAND_KEYS, type Locale } from "../../../../src/cli/messages/messages.ts";
import { COMMANDS } from "../../../../src/cli/registry.ts";
import { itWith } from "../../../support/programs.ts";

const MANIFEST = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8")) as {
  readonly directories: { readonly man: string };
};

/** Every manual page of a language by its name. */
async function pagesOf(locale: Locale): Promise<ReadonlyMap<string, string>> {
  const options = { manual: await manualOf(locale), version: "1.2.3" };
  const pages = new Map([["jack", mainManPage(options)]]);
  for (const key of COMMAND_KEYS) {
    const command = await COMMANDS[key]();
    const text =
      command.raw === undefined ? commandManPage(command, options) : foreignManPage(key, "jack nc: help\n", options);
    pages.set(`jack-${key}`, text);
  }
  return pages;
}

/** What roff says about a page, and the page as it is read. */
function set(text: string): { readonly problems: string; readonly page: string } {
  const args = ["-Kutf8", "-Tutf8", "-man", "-ww", "-P-cbou", "-rLL=100n"];
  const { stdout, stderr } = spawnSync("groff", args, { input: text, encoding: "utf8" });
  return { problems: stderr, page: stdout };
}

describe.each(["en", "zh"] as const)("manual pages in %s", (locale) => {
  itWith(["groff"])(
    "are roff without a fault",
    async () => {
      const pages = await pagesOf(locale);
      expect(pages.size).toBe(COMMAND_KEYS.length + 1);
      for (const [name, text] of pages) expect([name, set(text).problems]).toEqual([name, ""]);
    },
    120_000,
  );

  itWith(["groff"])(
    "say what the help says",
    async () => {
      const listen = set((await pagesOf(locale)).get("jack-listen") ?? "").page;
      const { options, help } = await manualOf(locale);
      expect(listen).toContain("jack listen :8080 --lan --charset gbk");
      expect(listen).toMatch(/-k, --keep-open\n/);
      expect(listen.replaceAll(/\s+/g, "")).toContain(options.maxPeers.replaceAll(/\s+/g, ""));
      for (const heading of ["name", "synopsis", "examples", "options", "exit"] as const) {
        expect(listen).toMatch(new RegExp(`^${help.man[heading]}$`, "m"));
      }
    },
    60_000,
  );
});

it("are where package.json says", () => {
  expect(MANIFEST.directories.man).toBe("dist/man");
});

it.each([
  [".so /etc/passwd", "\\&.so /etc/passwd"],
  ["'x", "\\(aqx"],
  ["a\\nb", "a\\(rsnb"],
  ["--no-x", "\\-\\-no\\-x"],
])("writes %j so that roff takes it for text", (text, escaped) => {
  expect(roff(text)).toBe(escaped);
});
