import type { Direction } from "../event.ts";

/** A section of pcapng begins, or the header of a pcap file. */
export interface SectionRecord {
  readonly type: "section";
  readonly application: string;
  readonly comment: string;
  readonly littleEndian: boolean;
}

/** One captured packet. `data` and `comments` are valid only while it is told. */
export interface PacketRecord {
  readonly type: "packet";
  /** Where its block begins in the file, and how long the block is. */
  readonly offset: number;
  readonly blockLength: number;
  readonly timeUs: number;
  readonly linkType: number;
  /** Where the packet begins in its block. */
  readonly dataAt: number;
  readonly data: Uint8Array;
  /** Bytes that the packet had on the wire. */
  readonly originalLength: number;
  /** As the capture tells it; null when it does not. */
  readonly direction: Direction | null;
  readonly queue: number | null;
  readonly comments: readonly Uint8Array[];
}

/** A systemd Journal entry. `entry` is valid only while it is told. */
export interface JournalRecord {
  readonly type: "journal";
  readonly offset: number;
  readonly blockLength: number;
  readonly entry: Uint8Array;
}

/** What a capture file holds, piece by piece. */
export type CaptureRecord = SectionRecord | PacketRecord | JournalRecord;
