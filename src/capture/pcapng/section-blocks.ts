import { encodeUtf8 } from "../utf8.ts";
import type { BlockSink } from "./block-buffer.ts";
import {
  BYTE_ORDER_MAGIC,
  INTERFACE_BLOCK,
  INTERFACE_DESCRIPTION,
  INTERFACE_NAME,
  INTERFACE_STATISTICS_BLOCK,
  INTERFACE_TIME_RESOLUTION,
  JOURNAL_BLOCK,
  LINK_RAW,
  OPTION_COMMENT,
  padded,
  SECTION_APPLICATION,
  SECTION_HEADER_BLOCK,
  SECTION_OS,
  STATISTICS_DROPPED,
  STATISTICS_END,
  STATISTICS_RECEIVED,
  STATISTICS_START,
} from "./block-format.ts";
import { nanosecondsOf } from "./timestamp.ts";

/** One option of a block: its code and its value. */
type Option = readonly [code: number, value: Uint8Array];

const MAX_OPTION_BYTES = 65_535;

function textOption(code: number, text: string): Option {
  const bytes = encodeUtf8(text);
  return [code, bytes.length <= MAX_OPTION_BYTES ? bytes : bytes.subarray(0, MAX_OPTION_BYTES)];
}

function numberOption(code: number, high: number, low: number): Option {
  const value = new Uint8Array(8);
  const view = new DataView(value.buffer);
  view.setUint32(0, high, true);
  view.setUint32(4, low, true);
  return [code, value];
}

// 64-bit counters are one little-endian number, unlike timestamps, which are two halves, the high one first.
function countOption(code: number, count: number): Option {
  return numberOption(code, count % 0x1_0000_0000, Math.floor(count / 0x1_0000_0000));
}

function optionsLength(options: readonly Option[]): number {
  return options.reduce((sum, [, value]) => sum + 4 + padded(value.length), options.length === 0 ? 0 : 4);
}

/** Writes a whole block: type, length, the fixed part, the options, the length again. */
function writeBlock(sink: BlockSink, type: number, fixed: Uint8Array, options: readonly Option[]): number {
  const total = 12 + padded(fixed.length) + optionsLength(options);
  const buffer = sink.room(total);
  const { bytes, view } = buffer;
  const start = buffer.length;
  bytes.fill(0, start, start + total);
  view.setUint32(start, type, true);
  view.setUint32(start + 4, total, true);
  bytes.set(fixed, start + 8);
  let at = start + 8 + padded(fixed.length);
  for (const [code, value] of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    bytes.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  view.setUint32(start + total - 4, total, true);
  buffer.length = start + total;
  return total;
}

/** What a Section Header Block says of the file. */
export interface SectionFacts {
  readonly comment: string;
  readonly application: string;
  readonly os: string;
}

/** Begins a section, little-endian, of unknown length. Returns the bytes written, as all of these do. */
export function writeSectionHeader(sink: BlockSink, facts: SectionFacts): number {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  fixed.fill(0xff, 8);
  return writeBlock(sink, SECTION_HEADER_BLOCK, fixed, [
    textOption(OPTION_COMMENT, facts.comment),
    ...(facts.os === "" ? [] : [textOption(SECTION_OS, facts.os)]),
    textOption(SECTION_APPLICATION, facts.application),
  ]);
}

/** Describes an interface of raw IP packets with nanosecond timestamps. */
export function writeInterface(sink: BlockSink, name: string, description: string): number {
  const fixed = new Uint8Array(8);
  new DataView(fixed.buffer).setUint16(0, LINK_RAW, true);
  return writeBlock(sink, INTERFACE_BLOCK, fixed, [
    textOption(INTERFACE_NAME, name),
    textOption(INTERFACE_DESCRIPTION, description),
    [INTERFACE_TIME_RESOLUTION, Uint8Array.of(9)],
  ]);
}

/** What an Interface Statistics Block counts. */
export interface InterfaceCounts {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly packets: number;
  readonly dropped: number;
}

/** Sums up an interface at the end of a capture. */
export function writeInterfaceStatistics(sink: BlockSink, interfaceId: number, counts: InterfaceCounts): number {
  const first = nanosecondsOf(counts.firstUs);
  const last = nanosecondsOf(counts.lastUs);
  const fixed = new Uint8Array(12);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, interfaceId, true);
  view.setUint32(4, last.high, true);
  view.setUint32(8, last.low, true);
  return writeBlock(sink, INTERFACE_STATISTICS_BLOCK, fixed, [
    numberOption(STATISTICS_START, first.high, first.low),
    numberOption(STATISTICS_END, last.high, last.low),
    countOption(STATISTICS_RECEIVED, counts.packets),
    countOption(STATISTICS_DROPPED, counts.dropped),
  ]);
}

/** Writes a systemd Journal Export entry, which Wireshark shows as a row of its own. */
export function writeJournalEntry(sink: BlockSink, entry: Uint8Array): number {
  return writeBlock(sink, JOURNAL_BLOCK, entry, []);
}
