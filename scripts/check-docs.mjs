// Every export of a public entry has a /** */. The numbers of the operating system in generated files share the comment at
// the file's head.
import { relative } from "node:path";
import { docBefore, exportedNames, find, isGeneratedNumber, parse, publicEntries } from "./public-exports.mjs";
import { ROOT } from "./ready.mjs";

// Fewer means that this script no longer sees what it should.
const MINIMUM_EXPORTS = 200;

const problems = [];
let seen = 0;
for (const { source: entry } of publicEntries()) {
  for (const name of new Set(exportedNames(entry))) {
    const found = find(entry, name);
    if (found === null) {
      problems.push(`${relative(ROOT, entry)}: cannot find where ${name} is declared`);
      continue;
    }
    if (isGeneratedNumber(parse(found.path), found.start)) continue;
    seen += 1;
    if (docBefore(parse(found.path), found.start) === null) {
      const line = parse(found.path).source.slice(0, found.start).split("\n").length;
      problems.push(`${relative(ROOT, found.path)}:${line}: ${name} is public and has no /** */`);
    }
  }
}
for (const problem of new Set(problems)) console.error(`docs: ${problem}`);
if (seen < MINIMUM_EXPORTS) console.error(`docs: saw only ${seen} public exports, expected ${MINIMUM_EXPORTS} or more`);
if (problems.length > 0 || seen < MINIMUM_EXPORTS) process.exit(1);
console.error(`docs: ${seen} public exports, all documented`);
