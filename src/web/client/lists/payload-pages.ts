/** Bytes of one page of a payload. */
export const PAGE_BYTES: number = 16 * 1024;

const MAX_PAGES = 64;

/** Options of {@link PayloadPages}. */
export interface PayloadPagesOptions {
  /** Bytes of the payload. */
  readonly length: number;
  fetch(offset: number, length: number): Promise<Uint8Array>;
  readonly onPage: () => void;
}

/** A payload of any size, fetched page by page as it is looked at; only the pages seen last are kept. */
export class PayloadPages {
  readonly length: number;
  readonly #options: PayloadPagesOptions;
  readonly #pages = new Map<number, Uint8Array>();
  readonly #pending = new Set<number>();

  constructor(options: PayloadPagesOptions) {
    this.length = options.length;
    this.#options = options;
  }

  /** One byte, or undefined while its page is fetched. */
  byteAt(offset: number): number | undefined {
    const index = Math.floor(offset / PAGE_BYTES);
    const page = this.#pages.get(index);
    if (page === undefined && offset < this.length) this.#load(index);
    return page?.[offset % PAGE_BYTES];
  }

  /** A part of the payload, fetched if needed. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    return await this.#options.fetch(offset, Math.min(length, this.length - offset));
  }

  #load(index: number): void {
    if (this.#pending.has(index)) return;
    this.#pending.add(index);
    void this.#fetch(index);
  }

  async #fetch(index: number): Promise<void> {
    const offset = index * PAGE_BYTES;
    try {
      const page = await this.#options.fetch(offset, Math.min(PAGE_BYTES, this.length - offset));
      this.#pages.set(index, page);
      const oldest = this.#pages.keys().next().value;
      if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.#pages.delete(oldest);
    } catch {
      // Asked for again when the bytes are looked at again.
      return;
    } finally {
      this.#pending.delete(index);
    }
    this.#options.onPage();
  }
}
