import {
  type ChecksumSpec,
  type CutMessage,
  type FramingSpec,
  MessageCutter,
  verifyChecksum,
} from "../../bytes/index.ts";

/** Checks the checksum of every message that is received, and counts those that are wrong. */
export class ChecksumWatch {
  readonly #spec: ChecksumSpec;
  readonly #framing: FramingSpec;
  readonly #cutters = new Map<number, MessageCutter>();
  #all = 0;
  #wrong = 0;

  constructor(spec: ChecksumSpec, framing: FramingSpec) {
    this.#spec = spec;
    this.#framing = framing;
  }

  get all(): number {
    return this.#all;
  }

  /** Messages with a wrong checksum, without room for one, or without their end. */
  get wrong(): number {
    return this.#wrong;
  }

  push(peer: number, bytes: Uint8Array, atMs: number): void {
    let cutter = this.#cutters.get(peer);
    if (cutter === undefined) this.#cutters.set(peer, (cutter = new MessageCutter(this.#framing)));
    for (const message of cutter.push(bytes, atMs)) this.#check(message);
  }

  /** Nothing more comes from this peer, or from anybody. */
  end(peer?: number): void {
    for (const [id, cutter] of this.#cutters) {
      if (peer !== undefined && id !== peer) continue;
      const left = cutter.end();
      if (left !== null) this.#check(left);
      this.#cutters.delete(id);
    }
  }

  #check({ bytes, ended }: CutMessage): void {
    this.#all += 1;
    if (!ended || verifyChecksum(bytes, this.#spec)?.ok !== true) this.#wrong += 1;
  }
}
