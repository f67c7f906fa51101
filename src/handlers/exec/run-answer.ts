import { type CharsetName, concatBytes, decodeText, encodeText, formatBase64 } from "../../bytes/index.ts";

/** The first line by which our own client asks for stdout, stderr and the exit code apart. */
export const EXEC_HELLO = "JACKFIELD-EXEC/1";

/** The server's answer to {@link EXEC_HELLO}: `{"ready":"JACKFIELD-EXEC/1"}`. An original answers something else. */
export const EXEC_READY: Uint8Array = line({ ready: EXEC_HELLO });

/** Said to a client that may be gone, while its command runs. */
export const EXEC_ALIVE: Uint8Array = line({ alive: true });

/** How a command ended. */
export interface RunEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it never ran. */
  readonly failure: string | null;
  /** Which bound ended it. */
  readonly stopped: "timeout" | "output" | null;
}

/** Makes a client's answer from what a command prints and how it ends. */
export interface RunAnswer {
  /** What is to be sent at once; nothing when the answer waits for the end. */
  output(stream: "stdout" | "stderr", bytes: Uint8Array): Uint8Array;
  end(end: RunEnd): Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** One answer a command: stdout, then stderr, in the client's charset, never empty, never more than it reads at once. */
export class PlainAnswer implements RunAnswer {
  readonly #charset: CharsetName;
  readonly #maxBytes: number;
  readonly #parts = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  #kept = 0;
  #cut = false;

  constructor(charset: CharsetName, maxBytes: number) {
    this.#charset = charset;
    this.#maxBytes = maxBytes;
  }

  output(stream: "stdout" | "stderr", bytes: Uint8Array): Uint8Array {
    // A character of UTF-8 takes at most 4 bytes where the answer's takes one: more can never be shown.
    const room = Math.max(0, this.#maxBytes * 4 - this.#kept);
    if (bytes.length > room) this.#cut = true;
    this.#parts[stream].push(bytes.slice(0, room));
    this.#kept += Math.min(room, bytes.length);
    return NOTHING;
  }

  end(end: RunEnd): Uint8Array {
    const printed = concatBytes([...this.#parts.stdout, ...this.#parts.stderr]);
    const text = decodeText(printed, "utf-8");
    const remark = this.#remark(end, text === "");
    const room = this.#maxBytes - this.#encode(remark).length;
    const whole = this.#encode(text);
    if (!this.#cut && whole.length <= room) return this.#encode(text + remark);
    const mark = "\n[cut]";
    return this.#encode(this.#longest(text, room - mark.length) + mark + remark);
  }

  #remark({ exitCode, signal, failure, stopped }: RunEnd, silent: boolean): string {
    if (failure !== null) return failure;
    if (stopped === "timeout") return "\n[timed out]";
    if (stopped === "output") return "\n[too much output]";
    if (signal !== null) return `\n[ended by ${signal}]`;
    if (silent) return exitCode === 0 ? "[no output]" : `[no output, exit code ${exitCode}]`;
    return "";
  }

  /** The longest beginning of whole characters whose encoding fits. */
  #longest(text: string, maxBytes: number): string {
    let low = 0;
    const characters = [...text];
    let high = characters.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#encode(characters.slice(0, middle).join("")).length <= maxBytes) low = middle;
      else high = middle - 1;
    }
    return characters.slice(0, low).join("");
  }

  #encode(text: string): Uint8Array {
    return encodeText(text, this.#charset, { onUnencodable: "question" });
  }
}

/**
 * One JSON object a line: `{"stream":"stdout","data":"…base64…"}` as it comes, then
 * `{"exitCode":0,"signal":null,"failure":null,"stopped":null}`.
 */
export class JsonAnswer implements RunAnswer {
  output(stream: "stdout" | "stderr", bytes: Uint8Array): Uint8Array {
    return line({ stream, data: formatBase64(bytes) });
  }

  end({ exitCode, signal, failure, stopped }: RunEnd): Uint8Array {
    return line({ exitCode, signal, failure, stopped });
  }
}

function line(value: unknown): Uint8Array {
  return encodeText(`${JSON.stringify(value)}\n`, "utf-8");
}
