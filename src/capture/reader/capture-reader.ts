import { RemoteProtocolError } from "../../errors/index.ts";
import {
  BYTE_ORDER_MAGIC,
  ENHANCED_PACKET_BLOCK,
  INTERFACE_BLOCK,
  JOURNAL_BLOCK,
  OLD_PACKET_BLOCK,
  SECTION_HEADER_BLOCK,
  SIMPLE_PACKET_BLOCK,
} from "../pcapng/block-format.ts";
import { ByteFeed } from "./byte-feed.ts";
import type { CaptureRecord } from "./capture-record.ts";
import { BadBlock, PcapngSection } from "./pcapng-blocks.ts";

/** Longer blocks and packets are taken for damage: no link carries so much at once. */
const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
const KNOWN_BLOCKS: ReadonlySet<number> = new Set([
  SECTION_HEADER_BLOCK,
  INTERFACE_BLOCK,
  OLD_PACKET_BLOCK,
  SIMPLE_PACKET_BLOCK,
  ENHANCED_PACKET_BLOCK,
  JOURNAL_BLOCK,
]);

/** The first four bytes of a pcap file, read little-endian, and what they say. */
const PCAP_MAGICS: ReadonlyMap<number, { readonly littleEndian: boolean; readonly unitsPerSecond: number }> = new Map([
  [0xa1b2c3d4, { littleEndian: true, unitsPerSecond: 1e6 }],
  [0xd4c3b2a1, { littleEndian: false, unitsPerSecond: 1e6 }],
  [0xa1b23c4d, { littleEndian: true, unitsPerSecond: 1e9 }],
  [0x4d3cb2a1, { littleEndian: false, unitsPerSecond: 1e9 }],
]);

interface PcapFormat {
  readonly littleEndian: boolean;
  readonly unitsPerSecond: number;
  readonly linkType: number;
}

/**
 * Reads a capture file as it comes: pcapng of either byte order, and pcap with micro- or nanoseconds. It tells every
 * record of it once, in order; blocks of unknown types are skipped without being kept. Where the file is damaged it
 * stops for good and says so in {@link problem}; everything before has been told.
 */
export class CaptureReader {
  readonly #feed = new ByteFeed();
  readonly #tell: (record: CaptureRecord) => void;
  #section: PcapngSection | null = null;
  #littleEndian = true;
  #pcap: PcapFormat | null = null;
  #problem: RemoteProtocolError | null = null;

  constructor(tell: (record: CaptureRecord) => void) {
    this.#tell = tell;
  }

  /** Why and where reading stopped (`ERR_BAD_CAPTURE` with `offset`); null while all is well. */
  get problem(): RemoteProtocolError | null {
    return this.#problem;
  }

  /** The next bytes of the file; the memory is the caller's again when the call returns. */
  push(bytes: Uint8Array): void {
    if (this.#problem !== null) return;
    this.#feed.push(bytes);
    while (this.#problem === null && this.#step()) {
      // every step takes what it has read
    }
    this.#feed.keep();
  }

  /** The file has ended. */
  end(): void {
    if (this.#problem !== null) return;
    const { length, owed, offset } = this.#feed;
    if (length > 0 || owed > 0) {
      if (this.#section === null && this.#pcap === null) this.#fail("not a pcap or pcapng file", 0);
      else this.#fail(`the file ends inside a block, after ${length} of its bytes`, offset);
    } else if (this.#section === null && this.#pcap === null) {
      this.#fail("the file is empty", 0);
    }
  }

  /** Reads one thing; false when more bytes are needed. */
  #step(): boolean {
    if (this.#pcap !== null) return this.#pcapRecord(this.#pcap);
    if (this.#section === null && this.#feed.length >= 4) {
      const magic = PCAP_MAGICS.get(this.#feed.view.getUint32(this.#feed.start, true));
      if (magic !== undefined) return this.#pcapHeader(magic);
    }
    return this.#block();
  }

  #pcapHeader(magic: Pick<PcapFormat, "littleEndian" | "unitsPerSecond">): boolean {
    const { start, view, length } = this.#feed;
    if (length < 24) return false;
    this.#pcap = { ...magic, linkType: view.getUint32(start + 20, magic.littleEndian) & 0xffff };
    this.#feed.take(24);
    this.#tell({ type: "section", application: "", comment: "", littleEndian: magic.littleEndian });
    return true;
  }

  #pcapRecord({ littleEndian, unitsPerSecond, linkType }: PcapFormat): boolean {
    const { start, view, length, offset, bytes } = this.#feed;
    if (length < 16) return false;
    const captured = view.getUint32(start + 8, littleEndian);
    if (captured > MAX_BLOCK_BYTES) return this.#fail(`a packet of ${captured} bytes`, offset);
    if (length < 16 + captured) return false;
    const fraction = view.getUint32(start + 4, littleEndian) / (unitsPerSecond / 1e6);
    this.#feed.take(16 + captured);
    this.#tell({
      type: "packet",
      offset,
      blockLength: 16 + captured,
      timeUs: view.getUint32(start, littleEndian) * 1e6 + fraction,
      linkType,
      dataAt: 16,
      data: bytes.subarray(start + 16, start + 16 + captured),
      originalLength: view.getUint32(start + 12, littleEndian),
      direction: null,
      queue: null,
      comments: [],
    });
    return true;
  }

  #block(): boolean {
    const { start, view, length, offset, bytes } = this.#feed;
    if (length < 12) return false;
    const isSection = view.getUint32(start) === SECTION_HEADER_BLOCK;
    if (isSection) {
      const littleEndian = view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC;
      if (!littleEndian && view.getUint32(start + 8) !== BYTE_ORDER_MAGIC) {
        return this.#fail("a section whose byte order is not told", offset);
      }
      this.#littleEndian = littleEndian;
    } else if (this.#section === null) return this.#fail("not a pcap or pcapng file", 0);
    const type = isSection ? SECTION_HEADER_BLOCK : view.getUint32(start, this.#littleEndian);
    const total = view.getUint32(start + 4, this.#littleEndian);
    if (total < (isSection ? 28 : 12) || total % 4 !== 0) return this.#fail(`a block of ${total} bytes`, offset);
    if (!KNOWN_BLOCKS.has(type)) {
      this.#feed.take(total);
      return true;
    }
    if (total > MAX_BLOCK_BYTES) return this.#fail(`a block of ${total} bytes`, offset);
    if (length < total) return false;
    if (view.getUint32(start + total - 4, this.#littleEndian) !== total) {
      return this.#fail("a block whose two lengths differ", offset);
    }
    const whole = bytes.subarray(start, start + total);
    this.#feed.take(total);
    return this.#tellBlock(type, whole, offset);
  }

  #tellBlock(type: number, bytes: Uint8Array, offset: number): boolean {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const block = { type, offset, bytes, view, littleEndian: this.#littleEndian };
    if (type === SECTION_HEADER_BLOCK) {
      this.#section = new PcapngSection();
      this.#tell(PcapngSection.readHeader(block));
      return true;
    }
    let record: CaptureRecord | null | undefined;
    try {
      record = this.#section?.read(block);
    } catch (error) {
      if (error instanceof BadBlock) return this.#fail(error.message, offset);
      throw error;
    }
    if (record !== null && record !== undefined) this.#tell(record);
    return true;
  }

  #fail(what: string, offset: number): false {
    this.#problem = new RemoteProtocolError("ERR_BAD_CAPTURE", `capture file: ${what}, at byte ${offset}`, { offset });
    return false;
  }
}
