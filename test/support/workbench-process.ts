import { fileURLToPath } from "node:url";
import { ForeignProgram } from "./foreign-program.ts";

const BINARY = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));

/** The built workbench, running as a person runs it, on a free port. */
export class WorkbenchProcess implements AsyncDisposable {
  /** With the token in it. */
  readonly url: string;
  readonly #program: ForeignProgram;

  private constructor(program: ForeignProgram, url: string) {
    this.#program = program;
    this.url = url;
  }

  static async start(): Promise<WorkbenchProcess> {
    const program = new ForeignProgram(process.execPath, [BINARY, "workbench", "--no-open", "--port", "0"]);
    for (;;) {
      const line = await program.line();
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (url !== undefined) return new WorkbenchProcess(program, url);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}
