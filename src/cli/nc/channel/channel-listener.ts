import type { Listening } from "./broadcast.ts";
import type { Channel } from "./channel.ts";
import { peerName } from "../report/peer-name.ts";

/** A connection that gets what is said to all. */
export class ChannelListener implements Listening {
  readonly name: string;
  readonly #channel: Channel;

  /** @param name how lines call it; the peer's address when it has no other */
  constructor(channel: Channel, name: string = peerName(channel.remote)) {
    this.#channel = channel;
    this.name = name;
  }

  get queuedBytes(): number {
    return this.#channel.stream?.queuedBytes ?? 0;
  }

  send(bytes: Uint8Array): Promise<void> {
    // Whoever reads the channel hears of its end.
    return this.#channel.write(bytes).catch(() => undefined);
  }

  drop(): void {
    if (this.#channel.stream === null) void this.#channel.close().catch(() => undefined);
    else this.#channel.stream.reset();
  }

  shutdown(): Promise<void> {
    return this.#channel.shutdown().catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#channel.close().catch(() => undefined);
  }
}
