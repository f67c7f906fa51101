const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;

/** What {@link TelnetFilter.receive} found. */
export interface TelnetChunk {
  /** The text without the negotiation. */
  readonly data: Uint8Array;
  /** What is to be sent back; empty when nothing is. */
  readonly answers: Uint8Array;
}

/**
 * Refuses whatever a Telnet peer proposes, DONT to WILL and WONT to DO, and takes the negotiation out of the text
 * (RFC 854). A command may be cut anywhere by the end of a chunk. What is switched off already (WONT, DONT) needs no answer:
 * RFC 854 forbids to acknowledge it, because two programs that do would never end.
 */
export class TelnetFilter {
  /** Where in a command the last chunk ended. */
  #state: "text" | "iac" | "option" | "sub" | "subIac" = "text";
  #command = 0;

  receive(chunk: Uint8Array): TelnetChunk {
    if (this.#state === "text" && !chunk.includes(IAC)) return { data: chunk, answers: new Uint8Array(0) };
    const data = new Uint8Array(chunk.length);
    const answers: number[] = [];
    let length = 0;
    for (const byte of chunk) {
      if (this.#take(byte, answers)) data[length++] = byte;
    }
    return { data: data.subarray(0, length), answers: Uint8Array.from(answers) };
  }

  /** Whether the byte is text. */
  #take(byte: number, answers: number[]): boolean {
    switch (this.#state) {
      case "text":
        if (byte === IAC) this.#state = "iac";
        return byte !== IAC;
      case "iac":
        return this.#startCommand(byte);
      case "option":
        this.#state = "text";
        if (this.#command === WILL) answers.push(IAC, DONT, byte);
        if (this.#command === DO) answers.push(IAC, WONT, byte);
        return false;
      case "sub":
        if (byte === IAC) this.#state = "subIac";
        return false;
      case "subIac":
        this.#state = byte === SE ? "text" : "sub";
        return false;
    }
  }

  #startCommand(byte: number): boolean {
    this.#command = byte;
    if (byte >= WILL && byte <= DONT) this.#state = "option";
    else this.#state = byte === SB ? "sub" : "text";
    return byte === IAC;
  }
}
