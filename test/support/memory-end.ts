import type { CliError } from "../../src/cli/cli-error.ts";
import { MessageQueue } from "../../src/cli/relay/message-queue.ts";
import type { RelayEnd } from "../../src/cli/relay/relay-end.ts";

/** An end of a relay in memory: the test is its other end. */
export class MemoryEnd implements RelayEnd {
  readonly name: string;
  readonly address: string;
  readonly network = "unix";
  readonly stream = null;
  readonly pipes = null;
  readonly facts = null;
  readonly keepsMessages: boolean;
  readonly maxMessageBytes: number = 1000;
  readonly patienceMs: number | null;
  gone: Promise<void> | null = null;
  outcome: CliError | null = null;
  /** What was written, and what was done to it, in order. */
  readonly log: string[] = [];
  /** Refuses writes with this. */
  writeFailure: Error | null = null;
  /** Writes do not come back before it. */
  gate: Promise<void> = Promise.resolve();
  readonly #incoming = new MessageQueue(1_000_000);

  constructor(name: string, options: { readonly keepsMessages?: boolean; readonly patienceMs?: number } = {}) {
    this.name = name;
    this.address = name;
    this.keepsMessages = options.keepsMessages ?? false;
    this.patienceMs = options.patienceMs ?? null;
  }

  /** The test's end sends. */
  send(text: string): void {
    this.#incoming.put(Buffer.from(text));
  }

  /** The test's end has finished sending, or failed. */
  end(failure?: Error): void {
    if (failure === undefined) this.#incoming.end();
    else this.#incoming.fail(failure);
  }

  read(): Promise<Uint8Array | null> {
    return this.#incoming.take();
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.gate;
    if (this.writeFailure !== null) throw this.writeFailure;
    this.log.push(Buffer.from(bytes).toString());
  }

  async finish(): Promise<void> {
    this.log.push("<end>");
  }

  async close(): Promise<void> {
    if (!this.log.includes("<close>") && !this.log.includes("<abort>")) this.log.push("<close>");
    this.#incoming.end();
  }

  abort(): void {
    this.log.push("<abort>");
    this.#incoming.end();
  }
}
