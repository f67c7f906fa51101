import type { HandlerMachine, MachineCommand } from "../engine/index.ts";
import type { HandlerReply } from "../handlers/index.ts";
import { ProcessRunner, type ProcessRunnerOptions } from "./process-runner.ts";

/** A machine that runs commands and has no files. */
export class ProcessMachine implements HandlerMachine {
  readonly #runner: ProcessRunner;

  constructor(options: ProcessRunnerOptions = {}) {
    this.#runner = new ProcessRunner(options);
  }

  execute(command: MachineCommand, reply: (reply: HandlerReply) => void | Promise<void>): void {
    if (command.type === "run") this.#runner.run(command.id, command.command, command.args, reply);
    else if (command.type === "kill") this.#runner.kill(command.id);
    else void reply({ type: "failed", ok: false, message: "This service has no files" });
  }

  close(): Promise<void> {
    return this.#runner.close();
  }
}
