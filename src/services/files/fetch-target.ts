import { PartFile, type PartFileOptions } from "./part-file.ts";

/** Where the bytes of a fetched file go. */
export interface FetchTarget {
  /** Bytes that were there before. */
  readonly resumedBytes: number;
  /** When they were written; null when there are none. */
  readonly writtenMs: number | null;
  /** Bytes are taken in their order only. */
  readonly isSequential: boolean;
  /** Why the target itself takes no more bytes; null while it does. */
  readonly failure: { readonly reason: unknown } | null;
  /** @throws whatever the target fails with */
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** SHA-256 of all that is there, in hexadecimal; not asked of a sequential target. */
  sha256(): Promise<string>;
  /** Everything has come, and is what the server says. */
  commit(): Promise<void>;
  /** It broke off. Keeps the first bytes for later, and says where; null where nothing can be kept. */
  keep(bytes: number): Promise<string | null>;
  /** It broke off, and what came is of no use. */
  discard(): Promise<void>;
}

/** A target that passes the bytes on and keeps nothing: standard output. */
export class PassingTarget implements FetchTarget {
  readonly resumedBytes = 0;
  readonly writtenMs = null;
  readonly isSequential = true;
  readonly #pass: (bytes: Uint8Array) => Promise<void>;
  #failure: { readonly reason: unknown } | null = null;

  constructor(pass: (bytes: Uint8Array) => Promise<void>) {
    this.#pass = pass;
  }

  get failure(): { readonly reason: unknown } | null {
    return this.#failure;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#pass(bytes);
    } catch (reason) {
      this.#failure = { reason };
      throw reason;
    }
  }

  sha256(): Promise<string> {
    return Promise.reject(new TypeError("What was passed on cannot be read again"));
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  keep(): Promise<null> {
    return Promise.resolve(null);
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * The target itself, or the part of the file of that name.
 * @throws as PartFile.open
 */
export function openTarget(target: string | FetchTarget, options: PartFileOptions): Promise<FetchTarget> {
  return typeof target === "string" ? PartFile.open(target, options) : Promise.resolve(target);
}
