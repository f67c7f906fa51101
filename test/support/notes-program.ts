import { fileURLToPath } from "node:url";
import { ForeignProgram } from "./foreign-program.ts";

const compiled = new Map<string, string>();

/** Who plays a role of the notes: our TypeScript example, or the CPython counterpart of it. */
export type Side = "typescript" | "python";

/** Starts the program `name` (`udp-send`) of the notes. */
export async function notesProgram(
  side: Side,
  name: string,
  args: readonly (string | number)[] = [],
  cwd?: string,
): Promise<ForeignProgram> {
  const options = cwd === undefined ? {} : { cwd };
  const words = args.map(String);
  if (side === "python") {
    const path = fileURLToPath(new URL(`../fixtures/python/${name.replaceAll("-", "_")}.py`, import.meta.url));
    return new ForeignProgram("python3", [path, ...words], options);
  }
  let path = compiled.get(name);
  if (path === undefined) {
    // A script without types that the tests share with `npm run example`.
    const url = new URL("../../scripts/example.mjs", import.meta.url).href;
    const script = (await import(url)) as { compileExample(example: string): string };
    path = script.compileExample(`notes/${name}`);
    compiled.set(name, path);
  }
  return new ForeignProgram(process.execPath, [path, ...words], options);
}

/** Waits until the program says that it is bound, and returns its port. */
export async function readyPort(program: ForeignProgram): Promise<number> {
  const line = await program.line();
  const port = /^ready \('127\.0\.0\.1', (\d+)\)$/.exec(line)?.[1];
  if (port === undefined) throw new Error(`not ready: ${line}`);
  return Number(port);
}
