import { concatBytes, decodeText, encodeText, parseBase64 } from "../../bytes/index.ts";
import { EXEC_HELLO, type RunEnd } from "./run-answer.ts";

/** The longest line that a server may send: base64 of one read of a pipe is far below it. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const LF = 0x0a;

/** What a server says to our client. */
export type ExecClientEvent =
  /** It speaks our protocol: send the command. */
  | { readonly type: "ready" }
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly bytes: Uint8Array }
  /** The command still runs. */
  | { readonly type: "alive" }
  | { readonly type: "end"; readonly end: RunEnd }
  /** It is another program, which answered these bytes to the greeting. The last event. */
  | { readonly type: "foreign"; readonly bytes: Uint8Array }
  /** It broke the protocol. The last event. */
  | { readonly type: "violation"; readonly message: string };

/**
 * Our side of {@link EXEC_HELLO}: greets, and sends the command only when the server has said that it understands, so
 * that an original server, which runs whatever it reads, is never sent a command by mistake.
 */
export class ExecClient {
  /** What is sent first. */
  readonly hello: Uint8Array = encodeText(`${EXEC_HELLO}\n`, "utf-8");
  #rest: Uint8Array = new Uint8Array(0);
  #state: "greeting" | "running" | "over" = "greeting";

  /** The line that asks for a command. A line feed in it would be a second command: the caller refuses it. */
  static commandLine(command: string): Uint8Array {
    return encodeText(`${command}\n`, "utf-8");
  }

  receive(bytes: Uint8Array): ExecClientEvent[] {
    const events: ExecClientEvent[] = [];
    let all = this.#rest.length === 0 ? bytes : concatBytes([this.#rest, bytes]);
    for (let at = all.indexOf(LF); at >= 0 && this.#state !== "over"; at = all.indexOf(LF)) {
      events.push(this.#line(all.subarray(0, at + 1)));
      all = all.subarray(at + 1);
    }
    this.#rest = all.slice();
    // Whoever speaks our protocol begins with a brace.
    if (this.#state === "greeting" && all.length > 0 && all[0] !== 0x7b) events.push(this.#foreign(all));
    else if (this.#state !== "over" && all.length > MAX_LINE_BYTES) {
      events.push(this.#violation(`a line is longer than ${MAX_LINE_BYTES} bytes`));
    }
    return events;
  }

  /** The server's FIN. */
  receiveEof(): ExecClientEvent[] {
    if (this.#state === "over") return [];
    if (this.#state === "greeting") return [this.#foreign(this.#rest)];
    return [this.#violation("it closed the connection before the command had ended")];
  }

  #line(line: Uint8Array): ExecClientEvent {
    const value = parseObject(line);
    if (this.#state === "greeting") {
      if (value?.["ready"] !== EXEC_HELLO) return this.#foreign(line);
      this.#state = "running";
      return { type: "ready" };
    }
    if (value === null) return this.#violation("a line is no JSON object");
    const { stream, data } = value;
    if ((stream === "stdout" || stream === "stderr") && typeof data === "string") {
      try {
        return { type: "output", stream, bytes: parseBase64(data) };
      } catch (error) {
        return this.#violation((error as Error).message);
      }
    }
    if (value["alive"] === true) return { type: "alive" };
    if (!("exitCode" in value)) return this.#violation("a line says neither what was printed nor how it ended");
    this.#state = "over";
    return { type: "end", end: endOf(value) };
  }

  #foreign(bytes: Uint8Array): ExecClientEvent {
    this.#state = "over";
    return { type: "foreign", bytes: bytes.slice() };
  }

  #violation(message: string): ExecClientEvent {
    this.#state = "over";
    return { type: "violation", message };
  }
}

function parseObject(line: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(decodeText(line, "utf-8"));
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function endOf(value: Readonly<Record<string, unknown>>): RunEnd {
  const { exitCode, signal, failure, stopped } = value;
  return {
    exitCode: typeof exitCode === "number" ? exitCode : null,
    signal: typeof signal === "string" ? signal : null,
    failure: typeof failure === "string" ? failure : null,
    stopped: stopped === "timeout" || stopped === "output" ? stopped : null,
  };
}
