import type { ByteSink } from "../../context.ts";
import { ChatText } from "./chat-text.ts";

/**
 * Standard output as a person's terminal may take it: what a peer sends is shown, and cannot drive the terminal. Files and
 * pipes get every byte as it is.
 */
export function guardTerminal(sink: ByteSink): ByteSink {
  if (!sink.isTerminal) return sink;
  const text = new ChatText();
  return {
    isTerminal: true,
    columns: sink.columns,
    pipe: null,
    write: (bytes) => sink.print(text.filter(bytes)),
    print: (line) => sink.print(line),
  };
}
