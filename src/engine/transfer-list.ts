import { resolve } from "node:path";
import type { TransferState } from "../api/index.ts";
import { FileReceiver } from "./file-receiver.ts";
import { FileSender } from "./file-sender.ts";
import type {
  PeerTarget,
  ReceiveFileOptions,
  SendFileOptions,
  SendOptions,
  SendResult,
  SessionListener,
} from "./session.ts";
import type { Transfer } from "./transfer.ts";

/** Ended transfers that stay listed; past it the oldest is forgotten. */
export const MAX_ENDED_TRANSFERS = 50;

/** What transfers need of their session. */
export interface TransferHost {
  send(bytes: Uint8Array, to: PeerTarget, options: SendOptions): Promise<SendResult>;
  shutdown(peer: number): Promise<void>;
  listen(listener: SessionListener): () => void;
  /** The numbers of the peers that a target names now. */
  targetIds(to: PeerTarget): readonly number[];
  changed(): void;
}

/** The files that a session sends and receives. */
export class TransferList {
  readonly #host: TransferHost;
  readonly #datagrams: boolean;
  readonly #transfers = new Map<string, Transfer>();
  #nextId = 1;

  constructor(host: TransferHost, datagrams: boolean) {
    this.#host = host;
    this.#datagrams = datagrams;
  }

  states(): readonly TransferState[] {
    return [...this.#transfers.values()].map((transfer) => transfer.state());
  }

  async send(path: string, to: PeerTarget, options: SendFileOptions): Promise<TransferState> {
    const host = this.#host;
    const port = {
      id: this.#takeId(),
      datagrams: this.#datagrams,
      peers: host.targetIds(to),
      send: (bytes: Uint8Array, peers: readonly number[], sendOptions: SendOptions) =>
        host.send(bytes, peers, sendOptions),
      shutdown: (peer: number) => host.shutdown(peer),
      onChange: () => host.changed(),
    };
    return this.#keep(await FileSender.start(port, resolve(path), options));
  }

  async receive(path: string, from: number | "all", options: ReceiveFileOptions): Promise<TransferState> {
    const host = this.#host;
    const port = {
      id: this.#takeId(),
      from,
      listen: (listener: SessionListener) => host.listen(listener),
      onChange: () => host.changed(),
    };
    return this.#keep(await FileReceiver.start(port, resolve(path), options));
  }

  /** An unknown or ended id is no fault. */
  cancel(id: string): void {
    this.#transfers.get(id)?.cancel();
  }

  async end(id: string): Promise<TransferState> {
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) throw new RangeError(`There is no transfer "${id}"`);
    await transfer.ended;
    return transfer.state();
  }

  cancelSending(): void {
    for (const transfer of this.#transfers.values()) if (transfer instanceof FileSender) transfer.cancel();
  }

  /** The session has ended: received files are whole. */
  async finishAll(): Promise<void> {
    for (const transfer of this.#transfers.values()) {
      if (transfer instanceof FileReceiver) await transfer.finish();
      await transfer.ended;
    }
  }

  #takeId(): string {
    return `t${this.#nextId++}`;
  }

  #keep(transfer: Transfer): TransferState {
    this.#transfers.set(transfer.id, transfer);
    const ended = [...this.#transfers.values()].filter((other) => other.state().phase !== "running");
    for (const old of ended.slice(0, Math.max(0, ended.length - MAX_ENDED_TRANSFERS))) this.#transfers.delete(old.id);
    this.#host.changed();
    return transfer.state();
  }
}
