import type { PeerNetwork } from "../../capture/index.ts";
import type { Address, Stream } from "../../net/index.ts";
import type { CliError } from "../cli-error.ts";

/** Who is at the other end of a socket, for the environment of a child. */
export interface SocketFacts {
  /** `TCP`, `UDP`, `TLS`, `WS`, `UNIX`. */
  readonly protocol: string;
  readonly local: Address;
  readonly remote: Address;
}

/**
 * One end of a relayed connection, open: a socket, standard input and output, a file, a program. Both directions end on
 * their own. One `read` and one `write` at a time.
 */
export interface RelayEnd {
  /** As lines name it: `tcp 127.0.0.1:80`, `exec cat`, `stdio`. */
  readonly name: string;
  /** What a capture takes it for. */
  readonly network: PeerNetwork;
  /** As a capture has it: an address as printed, or the name. */
  readonly address: string;
  /** Every read is one message and every write becomes one; otherwise it is a stream of bytes. */
  readonly keepsMessages: boolean;
  /** The longest message that it can send; infinite for a stream. */
  readonly maxMessageBytes: number;
  /**
   * Once the other side has finished, this one may stay silent for so long until the relay ends, for it cannot tell its
   * end, or nobody may be there to tell it; null waits for its end.
   */
  readonly patienceMs: number | null;
  /** The connection underneath, through which bytes can be moved without a look at them. */
  readonly stream: Stream | null;
  /** The pipes underneath, likewise. */
  readonly pipes: { readonly input: number | null; readonly output: number | null } | null;
  readonly facts: SocketFacts | null;
  /** Resolves when nothing takes what is written any more, though no write has failed: a program has ended. */
  readonly gone: Promise<void> | null;
  /** Once it is closed: what went wrong there although all bytes were carried, for example a program's exit code. */
  readonly outcome: CliError | null;
  /** Messages that came faster than the other side took them, and were dropped. */
  readonly droppedMessages?: number;

  /**
   * What comes next, valid until the next call; null at the end.
   * @throws SocketError, CliError
   */
  read(): Promise<Uint8Array | null>;
  /**
   * Resolves when it is taken.
   * @throws SocketError, CliError; NobodyReads when whoever read has stopped reading, on purpose; OutputClosed
   */
  write(bytes: Uint8Array): Promise<void>;
  /** The other side has ended: says so here (FIN, end of input), after everything written. */
  finish(): Promise<void>;
  /** Ends it in order; a waiting read ends with null or an error. Resolves when it is gone. Idempotent. */
  close(): Promise<void>;
  /** Ends it at once, so that the other end sees that something went wrong (RST, SIGKILL). Idempotent. */
  abort(): void;
}

/** A program has closed its input: not a failure, but nothing more can be written to it. */
export class NobodyReads extends Error {
  override readonly name = "NobodyReads";
}

/** Opens an end, again and again where it can be. */
export interface EndOpener {
  /** It is there once: standard input, a pseudo terminal. */
  readonly isSingle: boolean;
  /** It starts something that should not be started in vain, so it is opened last. */
  readonly opensLast: boolean;
  /** `other` is the end that it will be joined with, if that is open already. */
  open(other: RelayEnd | null, signal: AbortSignal): Promise<RelayEnd>;
}

/** Takes ends that come by themselves. */
export interface EndListener extends AsyncDisposable {
  /** As the line that announces it: `tcp 127.0.0.1:8080`. */
  readonly name: string;
  /** For JSON: the network and the address alone. */
  readonly network: string;
  readonly address: string;
  /** Waits for the next. @throws SocketError `ERR_CLOSED` once it is closed */
  accept(): Promise<RelayEnd>;
  /** Messages of others than those that are served, which were lost, since the last call. */
  takeDropped(): number;
  close(): Promise<void>;
}
