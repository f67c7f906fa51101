import type { HandlerCommand, HandlerReply } from "../handlers/index.ts";

/** The commands of a handler that need files or processes. */
export type MachineCommand = Extract<HandlerCommand, { type: "openFile" | "readFile" | "closeFile" | "run" | "kill" }>;

/** Carries out what a handler wants of the machine; `services/` has one. */
export interface HandlerMachine {
  /**
   * Begins a command and answers it through `reply`, once or many times, until the command is over. What `reply` returns
   * settles when the handler is ready for more. Never throws.
   */
  execute(command: MachineCommand, reply: (reply: HandlerReply) => void | Promise<void>): void;
  /** The handler has stopped: ends processes, closes files. */
  close(): Promise<void>;
}
