// Writes schema/jackfield.schema.json, the JSON schema of project files, from src/api/project-shape.ts. A unit test fails
// when the file is another. Needs the build.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./ready.mjs";

const { projectSchema } = await import("../dist/api/index.js");

writeFileSync(join(ROOT, "schema", "jackfield.schema.json"), `${JSON.stringify(projectSchema(), null, 2)}\n`);
