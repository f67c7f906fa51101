// Writes docs/en/api/*.md, one page for each public entry, from the doc comments and signatures in the sources; without
// --write it checks that they are up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { docBefore, exportedNames, find, isGeneratedNumber, parse, publicEntries } from "./public-exports.mjs";
import { ROOT } from "./ready.mjs";

const FOLDER = join(ROOT, "docs", "en", "api");
const MINIMUM_EXPORTS = 200;

const GROUPS = [
  ["Functions", "function"],
  ["Classes", "class"],
  ["Interfaces", "interface"],
  ["Types", "type"],
  ["Values", "value"],
];

/** `{@link X}` becomes `X` in code; tags become list items with their name in front. */
function markdown(doc) {
  const text = doc.replace(/\{@link (\S+?)\}/g, "`$1`");
  const [prose, ...tags] = text.split(/^(?=@(?:throws|returns|param|default|example|internal|see)\b)/m);
  const items = tags.map((tag) => {
    const [, name, rest] = /^@(\w+)\s*([\s\S]*)$/.exec(tag.trim());
    if (name === "example") return `\n\`\`\`ts\n${rest.trim()}\n\`\`\`\n`;
    return `- **${name}** ${rest.trim().replace(/\s*\n\s*/g, " ")}`;
  });
  return [prose.trim(), items.join("\n")].filter((part) => part !== "").join("\n\n");
}

function code(text) {
  return `\`\`\`ts\n${text.replace(/\n\s*\n/g, "\n").trim()}\n\`\`\``;
}

/** The text of a function, method or property without its body. */
function signature(file, node) {
  const value = node.value ?? node;
  const body = value.body ?? null;
  const end = body !== null && typeof body === "object" && "start" in body ? body.start : node.end;
  return file.source
    .slice(node.start, end)
    .replace(/^export (?:default )?/, "")
    .replace(/\s*=\s*[^=>][^;]*;?\s*$/s, (text) => (node.type === "PropertyDefinition" ? ";" : text))
    .trim();
}

function isPublicMember(node) {
  if (node.type === "StaticBlock" || node.key?.type === "PrivateIdentifier") return false;
  return node.accessibility !== "private" && node.accessibility !== "protected";
}

function members(file, nodes) {
  return nodes
    .filter(isPublicMember)
    .map((node) => ({ text: signature(file, node), doc: docBefore(file, node.start) }))
    .filter(({ text, doc }) => doc !== null || text.length < 400)
    .map(({ text, doc }) => `${code(text)}\n\n${doc === null ? "" : markdown(doc)}`.trim())
    .join("\n\n");
}

function described(file, statement) {
  const declaration = statement.declaration ?? statement;
  const at = statement.start;
  const doc = docBefore(file, at) ?? "";
  const head = markdown(doc);
  switch (declaration.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return { kind: "function", text: `${code(signature(file, declaration))}\n\n${head}` };
    case "ClassDeclaration": {
      const line = file.source.slice(declaration.start, declaration.body.start).trim();
      return { kind: "class", text: `${code(line)}\n\n${head}\n\n${members(file, declaration.body.body)}` };
    }
    case "TSInterfaceDeclaration": {
      const line = file.source.slice(declaration.start, declaration.body.start).trim();
      return { kind: "interface", text: `${code(line)}\n\n${head}\n\n${members(file, declaration.body.body)}` };
    }
    case "TSTypeAliasDeclaration": {
      const whole = file.source.slice(declaration.start, declaration.end);
      return { kind: "type", text: `${code(whole.length > 2000 ? `${whole.slice(0, 2000)}…` : whole)}\n\n${head}` };
    }
    default: {
      const whole = file.source.slice(declaration.start, declaration.end);
      return { kind: "value", text: `${code(whole.length > 300 ? `${whole.split("\n")[0]} …` : whole)}\n\n${head}` };
    }
  }
}

let seen = 0;
function page({ name, source }) {
  const found = [...new Set(exportedNames(source))].map((item) => ({ item, at: find(source, item) }));
  const numbers = found.filter(({ at }) => isGeneratedNumber(parse(at.path), at.start));
  const items = found
    .filter((entry) => !numbers.includes(entry))
    .map(({ item, at }) => {
      seen += 1;
      const file = parse(at.path);
      const statement = file.body.find((node) => node.start === at.start);
      return { item, from: relative(ROOT, at.path), ...described(file, statement) };
    })
    .sort((a, b) => (a.item.toLowerCase() < b.item.toLowerCase() ? -1 : 1));
  const groups = GROUPS.flatMap(([title, kind]) => {
    const own = items.filter((entry) => entry.kind === kind);
    if (own.length === 0) return [];
    return [
      `## ${title}`,
      ...own.map((entry) => `### ${entry.item}\n\n${entry.text.trim()}\n\nIn [${entry.from}](../../../${entry.from}).`),
    ];
  });
  const constants =
    numbers.length === 0
      ? []
      : ["## Constants", `The operating system's numbers: ${numbers.map(({ item }) => `\`${item}\``).join(" ")}`];
  const text = [`# ${name}`, "Made from the doc comments in the sources.", ...groups, ...constants].join("\n\n");
  return `${text.replace(/\n{3,}/g, "\n\n")}\n`;
}

const write = process.argv.includes("--write");
if (write) mkdirSync(FOLDER, { recursive: true });
const entries = publicEntries();
const pages = entries.map((entry) => [`${entry.name.replaceAll("/", "-")}.md`, page(entry)]);
pages.push([
  "README.md",
  `# API reference\n\n${entries.map(({ name }) => `- [${name}](${name.replaceAll("/", "-")}.md)`).join("\n")}\n`,
]);
const stale = pages.filter(([file, text]) => {
  const path = join(FOLDER, file);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  if (write) writeFileSync(path, text);
  return true;
});
if (seen < MINIMUM_EXPORTS) {
  console.error(`api reference: saw only ${seen} exports, expected ${MINIMUM_EXPORTS} or more`);
  process.exit(1);
}
if (stale.length > 0 && !write) {
  console.error(`api reference: stale: ${stale.map(([file]) => file).join(", ")}; run npm run api-reference`);
  process.exit(1);
}
console.log(`api reference: ${seen} exports on ${pages.length} pages`);
