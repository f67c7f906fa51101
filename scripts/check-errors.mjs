// The error codes in the documentation, made from src/errors/codes.ts and the Chinese words of the terminal:
// `node scripts/check-errors.mjs --write` writes the tables of docs/*/errors.md; without it, fails when a table is not
// what it would write, or when a code is nowhere used in src. Needs the build.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./ready.mjs";

const { ERROR_CODES, JackfieldError, SocketError } = await import("../dist/errors/index.js");
const { zhCodes } = await import("../dist/cli/messages/zh-codes.js");
const { exitCodeOf } = await import("../dist/cli/exit-codes.js");

const MINIMUM_CODES = 40;
const MINIMUM_FILES = 100;
// The codes of sockets stand first in the table.
const LAST_SOCKET_CODE = "ERR_SYSTEM";
// Named by the design; what raises them is still to come.
const AWAITED = ["ERR_EXPECTATION"];
const BEGIN = "<!-- table: written by scripts/check-errors.mjs -->";
const END = "<!-- end of table -->";
const PAGES = [
  { path: "docs/en/errors.md", head: ["Code", "What happened", "What to do", "Exit code"], words: ERROR_CODES },
  { path: "docs/zh/errors.md", head: ["错误码", "发生了什么", "怎么办", "退出码"], words: zhCodes },
];

const problems = [];
const codes = Object.keys(ERROR_CODES);

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** A code's exit code, and the one when it struck while a socket was opened, if that is another. */
function exitCodes(code) {
  const running = exitCodeOf(new JackfieldError(code, code));
  if (codes.indexOf(code) > codes.indexOf(LAST_SOCKET_CODE)) return `${running}`;
  const opening = exitCodeOf(new SocketError(code, { op: "connect", network: "tcp" }));
  return running === opening ? `${running}` : `${running} (${opening})`;
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function table({ head, words, path }) {
  const rows = codes.map((code) => {
    const entry = words[code];
    if (entry === undefined) problems.push(`${path}: ${code} has no words in this language`);
    return `| \`${code}\` | ${cell(entry?.meaning ?? "")} | ${cell(entry?.remedy ?? "")} | ${exitCodes(code)} |`;
  });
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows].join("\n");
}

if (codes.length < MINIMUM_CODES) problems.push(`saw only ${codes.length} codes`);

const files = sources(join(ROOT, "src")).filter((path) => !path.endsWith("codes.ts"));
if (files.length < MINIMUM_FILES) problems.push(`saw only ${files.length} sources`);
const text = files.map((path) => readFileSync(path, "utf8")).join("\n");
for (const code of codes) {
  if (!text.includes(`"${code}"`) && !AWAITED.includes(code)) problems.push(`${code} is used nowhere in src`);
}

for (const page of PAGES) {
  const path = join(ROOT, page.path);
  const old = readFileSync(path, "utf8");
  const begin = old.indexOf(BEGIN);
  const end = old.indexOf(END);
  if (begin < 0 || end < begin) {
    problems.push(`${page.path}: has no place for the table`);
    continue;
  }
  const fresh = `${old.slice(0, begin)}${BEGIN}\n\n${table(page)}\n\n${old.slice(end)}`;
  if (fresh === old) continue;
  if (process.argv.includes("--write")) writeFileSync(path, fresh);
  else problems.push(`${page.path}: is out of date; run node scripts/check-errors.mjs --write`);
}

for (const problem of problems) console.error(`errors: ${problem}`);
if (problems.length > 0) process.exit(1);
console.error(`errors: ${codes.length} codes, documented in ${PAGES.length} languages and in use`);
