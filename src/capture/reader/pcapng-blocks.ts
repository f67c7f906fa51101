import type { Direction } from "../event.ts";
import {
  ENHANCED_PACKET_BLOCK,
  INTERFACE_BLOCK,
  INTERFACE_TIME_OFFSET,
  INTERFACE_TIME_RESOLUTION,
  JOURNAL_BLOCK,
  OLD_PACKET_BLOCK,
  OPTION_COMMENT,
  OPTION_END,
  PACKET_FLAGS,
  PACKET_QUEUE,
  padded,
  SECTION_APPLICATION,
  SIMPLE_PACKET_BLOCK,
} from "../pcapng/block-format.ts";
import { microsecondsIn } from "../pcapng/timestamp.ts";
import { decodeUtf8 } from "../utf8.ts";
import type { CaptureRecord, PacketRecord, SectionRecord } from "./capture-record.ts";

/** An interface as packets need it. */
interface CapturedInterface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly unitsPerSecond: number;
  readonly offsetUs: number;
}

/** A whole block: `view` and `bytes` are all of it. */
export interface WholeBlock {
  readonly type: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
}

/** What is wrong with a block; the reader goes on behind it. */
export class BadBlock extends Error {}

function eachOption(block: WholeBlock, from: number, tell: (code: number, at: number, length: number) => void): void {
  const end = block.bytes.length - 4;
  let at = from;
  while (at + 4 <= end) {
    const code = block.view.getUint16(at, block.littleEndian);
    const length = block.view.getUint16(at + 2, block.littleEndian);
    if (code === OPTION_END || at + 4 + length > end) return;
    tell(code, at + 4, length);
    at += 4 + padded(length);
  }
}

function unitsPerSecond(resolution: number): number {
  const exponent = resolution & 0x7f;
  const units = (resolution & 0x80) === 0 ? 10 ** exponent : 2 ** exponent;
  // Finer than any clock, and than a number can tell.
  return Math.min(units, 1e18);
}

/** Reads the blocks of one section of pcapng (draft-ietf-opsawg-pcapng §4). */
export class PcapngSection {
  readonly #interfaces: CapturedInterface[] = [];

  /** Reads the head of a section. */
  static readHeader(block: WholeBlock): SectionRecord {
    const facts = { application: "", comment: "" };
    eachOption(block, 24, (code, at, length) => {
      const text = decodeUtf8(block.bytes.subarray(at, at + length));
      if (code === SECTION_APPLICATION) facts.application = text;
      else if (code === OPTION_COMMENT && facts.comment === "") facts.comment = text;
    });
    return { type: "section", ...facts, littleEndian: block.littleEndian };
  }

  /**
   * The record in a block, or null when there is none for us.
   * @throws BadBlock
   */
  read(block: WholeBlock): CaptureRecord | null {
    switch (block.type) {
      case INTERFACE_BLOCK:
        this.#readInterface(block);
        return null;
      case ENHANCED_PACKET_BLOCK:
        return this.#packet(block, block.view.getUint32(8, block.littleEndian), 12);
      case OLD_PACKET_BLOCK:
        return this.#packet(block, block.view.getUint16(8, block.littleEndian), 12);
      case SIMPLE_PACKET_BLOCK:
        return this.#simplePacket(block);
      case JOURNAL_BLOCK: {
        const entry = block.bytes.subarray(8, block.bytes.length - 4);
        return { type: "journal", offset: block.offset, blockLength: block.bytes.length, entry };
      }
      default:
        return null;
    }
  }

  #readInterface(block: WholeBlock): void {
    if (block.bytes.length < 20) throw new BadBlock("an interface block of less than 20 bytes");
    let units = 1e6;
    let offsetUs = 0;
    eachOption(block, 16, (code, at, length) => {
      if (code === INTERFACE_TIME_RESOLUTION && length >= 1) units = unitsPerSecond(block.view.getUint8(at));
      if (code === INTERFACE_TIME_OFFSET && length >= 8) {
        offsetUs = Number(block.view.getBigInt64(at, block.littleEndian)) * 1e6;
      }
    });
    this.#interfaces.push({
      linkType: block.view.getUint16(8, block.littleEndian),
      snapLength: block.view.getUint32(12, block.littleEndian),
      unitsPerSecond: units,
      offsetUs,
    });
  }

  #interface(id: number): CapturedInterface {
    const found = this.#interfaces[id];
    if (found === undefined) throw new BadBlock(`a packet of interface ${id}, which is not described`);
    return found;
  }

  #packet(block: WholeBlock, interfaceId: number, at: number): PacketRecord {
    const { view, littleEndian, bytes } = block;
    if (bytes.length < 32) throw new BadBlock("a packet block of less than 32 bytes");
    const from = this.#interface(interfaceId);
    const captured = view.getUint32(at + 8, littleEndian);
    const dataAt = at + 16;
    if (captured > bytes.length - dataAt - 4)
      throw new BadBlock(`a packet of ${captured} bytes in a block of ${bytes.length}`);
    let direction: Direction | null = null;
    let queue: number | null = null;
    const comments: Uint8Array[] = [];
    eachOption(block, dataAt + padded(captured), (code, optionAt, length) => {
      if (code === OPTION_COMMENT) comments.push(bytes.subarray(optionAt, optionAt + length));
      else if (code === PACKET_FLAGS && length === 4) direction = directionOf(view.getUint32(optionAt, littleEndian));
      else if (code === PACKET_QUEUE && length === 4) queue = view.getUint32(optionAt, littleEndian);
    });
    const high = view.getUint32(at, littleEndian);
    const low = view.getUint32(at + 4, littleEndian);
    return {
      type: "packet",
      offset: block.offset,
      blockLength: bytes.length,
      timeUs: microsecondsIn(high, low, from.unitsPerSecond) + from.offsetUs,
      linkType: from.linkType,
      dataAt,
      data: bytes.subarray(dataAt, dataAt + captured),
      originalLength: view.getUint32(at + 12, littleEndian),
      direction,
      queue,
      comments,
    };
  }

  #simplePacket(block: WholeBlock): PacketRecord {
    const { view, littleEndian, bytes } = block;
    if (bytes.length < 16) throw new BadBlock("a packet block of less than 16 bytes");
    const from = this.#interface(0);
    const originalLength = view.getUint32(8, littleEndian);
    const room = bytes.length - 16;
    const captured = Math.min(originalLength, from.snapLength === 0 ? room : from.snapLength, room);
    return {
      type: "packet",
      offset: block.offset,
      blockLength: bytes.length,
      timeUs: 0,
      linkType: from.linkType,
      dataAt: 12,
      data: bytes.subarray(12, 12 + captured),
      originalLength,
      direction: null,
      queue: null,
      comments: [],
    };
  }
}

function directionOf(flags: number): Direction | null {
  const bits = flags & 3;
  return bits === 1 ? "in" : bits === 2 ? "out" : null;
}
