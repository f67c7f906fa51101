import { expect, it } from "vitest";
import { indexHtml, indexJson } from "../../../../src/handlers/files/directory-index.ts";

const modifiedMs = Date.UTC(2026, 10, 21);
const ENTRIES = [
  { name: "b.txt", folder: false, size: 5, modifiedMs },
  { name: "文件.txt", folder: false, size: 6, modifiedMs },
  { name: "z", folder: true, size: 0, modifiedMs },
  { name: '<img src=x onerror="alert(1)">&', folder: false, size: 1, modifiedMs },
];

it("lists folders first, as JSON", () => {
  const index = JSON.parse(indexJson("/", ENTRIES)) as { entries: { name: string; modified: string }[] };
  expect(index.entries.map(({ name }) => name)).toEqual(["z", ENTRIES[3]?.name, "b.txt", "文件.txt"]);
  expect(index.entries[0]?.modified).toBe("2026-11-21T00:00:00.000Z");
});

it("shows names as text and links them whole, as a page", () => {
  const page = indexHtml("/a<b>/", ENTRIES);
  expect(page).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;");
  expect(page).not.toContain("<img");
  expect(page).toContain('href="./%E6%96%87%E4%BB%B6.txt"');
  expect(page).toContain('href="./z/"');
  expect(page).toContain('href="../"');
  expect(indexHtml("/", [])).not.toContain("../");
});
