import { concatBytes } from "../../bytes/index.ts";
import type { CaptureEvent, PeerRecord } from "../event.ts";
import {
  type EventRecord,
  journalFields,
  MORE_FIELD,
  parseRecord,
  peerFacts,
  RECORD_FIELD,
  recordOfComments,
} from "../event-record.ts";
import { LINK_RAW, MAX_SEGMENT_BYTES, PACKET_BLOCK_HEAD, PACKET_BLOCK_TAIL, padded } from "../pcapng/block-format.ts";
import { CAPTURE_APPLICATION } from "../pcapng/event-writer.ts";
import { TCP_PSH } from "../pcapng/packet-headers.ts";
import type { CaptureRecord, JournalRecord, PacketRecord } from "./capture-record.ts";
import { readTransport, type TransportPacket } from "./ip-packet.ts";

/** An event with its place in the file. */
export interface PlacedEvent {
  readonly event: CaptureEvent;
  /** Bytes of payload; `event.bytes` is empty when payloads are not kept. */
  readonly length: number;
  readonly offset: number;
  readonly payloadAt: number;
}

/** What {@link OwnEvents} tells. */
export interface OwnEventsListener {
  event(placed: PlacedEvent): void;
  peer(peer: PeerRecord): void;
}

const NO_BYTES = new Uint8Array(0);
/** An event that is longer is cut: nobody writes such, so the file is damaged. */
const MAX_EVENT_BYTES = 256 * 1024 * 1024;

/** Whether the first comment stands behind the flags and the queue, as the writer puts it. */
function commentsInPlace({ comments, data }: PacketRecord): boolean {
  const [first] = comments;
  return first !== undefined && first.byteOffset - data.byteOffset === padded(data.length) + 20;
}

interface OpenEvent {
  readonly packet: Pick<PacketRecord, "offset" | "timeUs" | "direction">;
  readonly peer: number;
  readonly payloadAt: number;
  readonly parts: Uint8Array[];
  length: number;
  nextOffset: number;
}

/**
 * Turns the records of a capture that was written by {@link EventWriter} back into its events. `plain` tells whether
 * the file still has the layout that the writer gave it: only then can payloads be found by offsets.
 */
export class OwnEvents {
  readonly #listener: OwnEventsListener;
  readonly #keepBytes: boolean;
  #open: OpenEvent | null = null;
  #journal: { readonly offset: number; json: string } | null = null;
  #plain = true;
  #sections = 0;

  constructor(listener: OwnEventsListener, options: { readonly keepBytes: boolean }) {
    this.#listener = listener;
    this.#keepBytes = options.keepBytes;
  }

  /** Whether every event so far lies in the file as the writer puts it. */
  get plain(): boolean {
    return this.#plain;
  }

  /** Takes a record; false when it cannot be the writer's. */
  read(record: CaptureRecord): boolean {
    if (record.type === "section") {
      this.#sections += 1;
      if (!record.littleEndian) this.#plain = false;
      // A second section counts its peers anew, and they would be mixed up.
      return this.#sections === 1 && record.application.startsWith(CAPTURE_APPLICATION);
    }
    if (record.type === "journal") {
      this.#finish(false);
      this.#readJournal(record);
      return true;
    }
    return this.#readPacket(record);
  }

  /** The file has ended; an event that was being read is told as far as it came. */
  end(): void {
    this.#finish(true);
  }

  #readPacket(packet: PacketRecord): boolean {
    if (packet.linkType !== LINK_RAW || packet.queue === null) return false;
    const transport = readTransport(packet.data, 0);
    if (typeof transport === "string" || transport.missing > 0) return false;
    const record = packet.comments.length === 0 ? null : recordOfComments(packet.comments);
    if (record?.kind === "data" && !commentsInPlace(packet)) this.#plain = false;
    if (record?.kind !== undefined && record.kind !== "data") {
      this.#finish(false);
      this.#tellRecord(record, packet.timeUs, packet.queue, packet.offset);
    } else if (transport.tcp === null) {
      this.#finish(false);
      this.#begin(packet, packet.queue, transport);
      this.#finish(true, record);
    } else if (transport.payload.length > 0) {
      this.#segment(packet, packet.queue, transport, record);
    }
    return true;
  }

  #segment(packet: PacketRecord, peer: number, transport: TransportPacket, record: EventRecord | null): void {
    const open = this.#open;
    const goesOn =
      open !== null &&
      open.peer === peer &&
      open.packet.direction === packet.direction &&
      open.packet.timeUs === packet.timeUs &&
      open.length < MAX_EVENT_BYTES;
    if (!goesOn) {
      this.#finish(false);
      this.#begin(packet, peer, transport);
    } else {
      if (packet.offset !== open.nextOffset) this.#plain = false;
      this.#extend(open, packet, transport);
    }
    if (((transport.tcp?.flags ?? 0) & TCP_PSH) !== 0) this.#finish(true, record);
    else if (transport.payload.length !== MAX_SEGMENT_BYTES) this.#plain = false;
  }

  #begin(packet: PacketRecord, peer: number, transport: TransportPacket): void {
    const payloadAt = packet.dataAt + transport.payloadAt;
    if (packet.dataAt !== PACKET_BLOCK_HEAD || payloadAt > 255) this.#plain = false;
    const { offset, timeUs, direction } = packet;
    this.#open = { packet: { offset, timeUs, direction }, peer, payloadAt, parts: [], length: 0, nextOffset: 0 };
    this.#extend(this.#open, packet, transport);
  }

  #extend(open: OpenEvent, packet: PacketRecord, { payload }: TransportPacket): void {
    if (this.#keepBytes) open.parts.push(payload.slice());
    open.length += payload.length;
    open.nextOffset = packet.offset + open.payloadAt + MAX_SEGMENT_BYTES + PACKET_BLOCK_TAIL;
  }

  /** Tells the event that is open; `whole` when its last packet has been read (or no more can come). */
  #finish(whole: boolean, record: EventRecord | null = null): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    if (!whole) this.#plain = false;
    const { timeUs, direction, offset } = open.packet;
    this.#listener.event({
      event: {
        kind: "data",
        timeUs,
        direction,
        peer: open.peer,
        bytes: concatBytes(open.parts),
        detail: record?.detail ?? null,
      },
      length: open.length,
      offset,
      payloadAt: open.payloadAt,
    });
  }

  #readJournal(record: JournalRecord): void {
    const fields = journalFields(record.entry);
    const json = fields.get(RECORD_FIELD);
    if (json === undefined) {
      this.#foreignEntry(record, fields);
      return;
    }
    const begun = this.#journal ?? { offset: record.offset, json: "" };
    begun.json += json;
    this.#journal = fields.has(MORE_FIELD) ? begun : null;
    if (this.#journal !== null) return;
    const event = parseRecord(begun.json);
    if (event !== null) this.#tellRecord(event, event.timeUs ?? 0, event.peer ?? 0, begun.offset);
  }

  /** An entry of somebody else is a note. */
  #foreignEntry(record: JournalRecord, fields: ReadonlyMap<string, string>): void {
    this.#plain = false;
    const timeUs = Number(fields.get("__REALTIME_TIMESTAMP")) || 0;
    const detail = { text: fields.get("MESSAGE") ?? "" };
    this.#listener.event({
      event: { kind: "note", timeUs, direction: null, peer: 0, bytes: NO_BYTES, detail },
      length: 0,
      offset: record.offset,
      payloadAt: 0,
    });
  }

  #tellRecord(record: EventRecord, timeUs: number, peer: number, offset: number): void {
    const facts = peerFacts(record);
    const introduces = record.kind === undefined || record.kind === "accept" || record.kind === "open";
    if (facts !== null && introduces) this.#listener.peer({ id: peer, ...facts });
    if (record.kind === undefined) return;
    const { kind, direction = null, detail = null } = record;
    this.#listener.event({
      event: { kind, timeUs, direction, peer, bytes: NO_BYTES, detail },
      length: 0,
      offset,
      payloadAt: 0,
    });
  }
}
