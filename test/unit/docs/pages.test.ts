import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Made from the doc comments, which are English. */
const GENERATED = /^api\//;
const GUIDES = ["en", "zh"].flatMap((language) =>
  pagesIn(`docs/${language}`).map((name) => `docs/${language}/${name}`),
);
const TRANSLATED = pagesIn("docs/en").filter((name) => !GENERATED.test(name));
const PAGES = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "bench/README.md", ...GUIDES];

function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".md"))
    .sort();
}

function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The page without its code: neither blocks nor spans hold links. */
function prose(page: string): string {
  return read(page)
    .replace(/^```[^\n]*\n[\s\S]*?^```$/gm, "")
    .replace(/`[^`\n]*`/g, "");
}

/** Targets of links and pictures that are not on the network. */
function targets(page: string): string[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/i.test(target));
}

/** A heading's anchor, as GitHub makes it. */
function anchors(page: string): string[] {
  return [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What both languages of a page must have alike: the levels of headings, the kinds of code blocks, tables' rows. */
function shape(page: string): { headings: string[]; blocks: string[]; rows: number; pictures: string[] } {
  const text = read(page);
  return {
    headings: [...prose(page).matchAll(/^(#{1,6}) /gm)].map((match) => match[1] ?? ""),
    blocks: [...text.matchAll(/^```([^\n]*)\n[\s\S]*?^```$/gm)].map((match) => match[1] ?? ""),
    rows: [...text.matchAll(/^\|/gm)].length,
    pictures: [...text.matchAll(/^!\[[^\]]*\]\(([^)]+)\)/gm)].map((match) =>
      (match[1] ?? "").replace("docs/zh/", "docs/en/"),
    ),
  };
}

describe.each(PAGES)("%s", (page) => {
  it("links only to what is there", () => {
    const missing = targets(page).filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && file.endsWith(".md") && !anchors(file).includes(decodeURIComponent(anchor));
    });
    expect(missing).toEqual([]);
  });

  it("closes its code blocks", () => {
    expect([...read(page).matchAll(/^```/gm)].length % 2).toBe(0);
  });
});

it("has the same pages in both languages", () => {
  expect(pagesIn("docs/zh")).toEqual(TRANSLATED);
});

it.each(["README", ...TRANSLATED])("%s has the same parts in both languages", (name) => {
  const [en, zh] = name === "README" ? ["README.md", "README.zh-CN.md"] : [`docs/en/${name}`, `docs/zh/${name}`];
  expect(shape(zh)).toEqual(shape(en));
});

it.each(["README.md", "README.zh-CN.md"])("%s leads to every page of its language", (page) => {
  const language = page === "README.md" ? "en" : "zh";
  const linked = new Set(targets(page).map((target) => target.split("#")[0]));
  const missing = pagesIn(`docs/${language}`).filter(
    (name) => !GENERATED.test(name) && !linked.has(`docs/${language}/${name}`),
  );
  expect(missing).toEqual([]);
});
