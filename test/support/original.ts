import { fileURLToPath } from "node:url";
import { ForeignProgram } from "./foreign-program.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/originals/", import.meta.url));

/** A Python program of the notes' behaviour with these arguments. */
export function runOriginal(program: string, ...args: readonly (string | number)[]): ForeignProgram {
  return new ForeignProgram("python3", [`${FOLDER}${program}.py`, ...args.map(String)]);
}

/** A client of the notes that talks to this port of loopback. */
export function originalClient(program: string, port: number, ...args: readonly string[]): ForeignProgram {
  return runOriginal(program, "127.0.0.1", port, ...args);
}

/** A server of the notes on a free port of loopback; its first line is the port. */
export async function originalServer(
  program: string,
  ...args: readonly string[]
): Promise<{ readonly server: ForeignProgram; readonly port: number; readonly address: string }> {
  const server = runOriginal(program, "127.0.0.1", 0, ...args);
  const port = Number(await server.line());
  return { server, port, address: `127.0.0.1:${port}` };
}
