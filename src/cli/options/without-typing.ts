import type { ByteSource, CliContext } from "../context.ts";

/** An input that is over. */
const NO_INPUT: ByteSource = {
  isTerminal: false,
  pipe: null,
  read: () => Promise.resolve(null),
  close: () => undefined,
};

/** The same world without a person who types: for a command that ends by itself, also when it is started on a terminal. */
export function withoutTyping(context: CliContext): CliContext {
  return { ...context, terminal: null, stdin: context.stdin.isTerminal ? NO_INPUT : context.stdin };
}
