import type { CliError } from "../cli-error.ts";
import type { RelayEnd, SocketFacts } from "./relay-end.ts";

/** `READ!!WRITE`: what is read comes from one end, what is written goes to another. */
export class DualEnd implements RelayEnd {
  readonly reader: RelayEnd;
  readonly writer: RelayEnd;
  readonly name: string;
  readonly network = "unix";
  readonly address: string;
  readonly keepsMessages: boolean;
  readonly maxMessageBytes: number;
  readonly patienceMs: number | null;
  // A relay looks for them in the two halves.
  readonly stream = null;
  readonly pipes = null;
  readonly facts: SocketFacts | null;
  readonly gone: Promise<void> | null;

  constructor(reader: RelayEnd, writer: RelayEnd) {
    this.reader = reader;
    this.writer = writer;
    this.name = `${reader.name} !! ${writer.name}`;
    this.address = this.name;
    this.keepsMessages = reader.keepsMessages;
    this.maxMessageBytes = writer.maxMessageBytes;
    this.patienceMs = reader.patienceMs;
    this.facts = reader.facts ?? writer.facts;
    this.gone = writer.gone;
  }

  get outcome(): CliError | null {
    return this.reader.outcome ?? this.writer.outcome;
  }

  read(): Promise<Uint8Array | null> {
    return this.reader.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.writer.write(bytes);
  }

  finish(): Promise<void> {
    return this.writer.finish();
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.writer.close()]);
  }

  abort(): void {
    this.reader.abort();
    this.writer.abort();
  }
}
