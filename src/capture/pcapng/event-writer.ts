import type { CaptureEvent, Direction, EventDetail, PeerRecord } from "../event.ts";
import { type EventRecord, peerFacts, recordComments, recordEntries } from "../event-record.ts";
import type { BlockSink } from "./block-buffer.ts";
import { MAX_DATAGRAM_IPV4, MAX_DATAGRAM_IPV6, MAX_SEGMENT_BYTES, PACKET_BLOCK_HEAD } from "./block-format.ts";
import { InterfaceTable } from "./interface-table.ts";
import { type OpenPacketBlock, writePacketBlock } from "./packet-block.ts";
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from "./packet-headers.ts";
import { writeJournalEntry, writeSectionHeader } from "./section-blocks.ts";
import { SyntheticFlow } from "./synthetic-flow.ts";
import { nanosecondsOf } from "./timestamp.ts";

/** What the application option of a capture made here begins with; readers know their own files by it. */
export const CAPTURE_APPLICATION = "Jackfield";

/** Said at the start of every capture, so that nobody takes its headers for real. */
export const SYNTHESIS_NOTICE: string =
  "Recorded at the sockets by Jackfield. The bytes are real; the IP, TCP and UDP headers, handshakes, sequence numbers " +
  "and checksums are synthesised. One packet is one read, one write or one datagram (longer ones are several packets, " +
  "the last with PSH). The interface queue is the peer's number. Rows from the journal are events that are no packets.";

/** What the writer needs of a table of peers. */
export interface PeerLookup {
  get(id: number): PeerRecord | undefined;
  set(id: number, peer: PeerRecord): unknown;
}

/** Options of {@link EventWriter}. */
export interface EventWriterOptions {
  /** Said in the interfaces' names. @default "jackfield" */
  readonly name?: string;
  /** Said in the section's header. @default "" */
  readonly os?: string;
  readonly version?: string;
  /** From which the sequence numbers of streams are made. @default 0 */
  readonly seed?: number;
  /** Where peers are looked up and, if nobody told of them, put. @default a map of the writer's own */
  readonly peers?: PeerLookup;
}

type OwnRecord = { -readonly [Key in keyof EventRecord]: EventRecord[Key] };

const NO_COMMENTS: readonly Uint8Array[] = [];

/**
 * Writes events as a pcapng file: bytes as TCP or UDP packets between the peers' addresses, opening and closing as SYN,
 * FIN and RST, everything else as Journal entries. {@link readOwnCapture} gives the same events back.
 *
 * It writes whole blocks and keeps no payload. Flows are forgotten at their `close`.
 */
export class EventWriter {
  readonly #sink: BlockSink;
  readonly #seed: number;
  readonly #peers: PeerLookup;
  readonly #flows = new Map<number, SyntheticFlow>();
  readonly #interfaces: InterfaceTable;
  #position: number;
  #payloadAt = 0;

  constructor(sink: BlockSink, options: EventWriterOptions = {}) {
    this.#sink = sink;
    this.#seed = options.seed ?? 0;
    this.#peers = options.peers ?? new Map<number, PeerRecord>();
    this.#interfaces = new InterfaceTable(sink, options.name ?? "jackfield");
    const version = options.version === undefined ? "" : ` ${options.version}`;
    this.#position = writeSectionHeader(sink, {
      comment: SYNTHESIS_NOTICE,
      application: `${CAPTURE_APPLICATION}${version}`,
      os: options.os ?? "",
    });
  }

  /** Bytes written so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes from the start of the event written last to its first byte of payload; 0 when it is no packet with payload. */
  get payloadAt(): number {
    return this.#payloadAt;
  }

  /** Makes a peer's addresses known; before its first event. */
  addPeer(peer: PeerRecord): void {
    this.#peers.set(peer.id, peer);
  }

  /**
   * Writes one event and returns the offset of its first block in the file.
   * @throws RangeError for a datagram that no UDP packet can hold
   */
  write(event: CaptureEvent): number {
    this.#payloadAt = 0;
    switch (event.kind) {
      case "data":
        return this.#data(event);
      case "accept":
      case "open":
        return this.#opening(event);
      case "eof":
      case "reset":
        return this.#ending(event);
      case "close":
        return this.#closing(event);
      default:
        return this.#journal(event, null);
    }
  }

  /** Ends the capture with what each interface has seen. */
  finish(dropped = 0): void {
    this.#position += this.#interfaces.finish(dropped);
  }

  #data(event: CaptureEvent): number {
    const flow = this.#flow(event);
    const { bytes, detail } = event;
    if (flow.stream && bytes.length === 0) return this.#journal(event, null);
    const comments =
      detail === null
        ? NO_COMMENTS
        : recordComments({ kind: "data", ...(event.direction === null ? {} : { direction: event.direction }), detail });
    this.#payloadAt = PACKET_BLOCK_HEAD + flow.headerLength;
    if (flow.stream) return this.#segments(event, flow, comments);
    if (bytes.length > (flow.ipv4 ? MAX_DATAGRAM_IPV4 : MAX_DATAGRAM_IPV6)) {
      throw new RangeError(`a datagram of ${bytes.length} bytes does not fit into a UDP packet`);
    }
    const start = this.#position;
    const block = this.#packet(event, flow, flow.headerLength + bytes.length, event.direction, comments);
    const payloadAt = block.packetAt + flow.headerLength;
    block.buffer.bytes.set(bytes, payloadAt);
    flow.headers(event.direction ?? "in").writeUdp(block.buffer, block.packetAt, bytes.length);
    return start;
  }

  #segments(event: CaptureEvent, flow: SyntheticFlow, comments: readonly Uint8Array[]): number {
    const { bytes } = event;
    const direction = event.direction ?? "in";
    const headers = flow.headers(direction);
    const start = this.#position;
    for (let from = 0; from < bytes.length; from += MAX_SEGMENT_BYTES) {
      const to = Math.min(bytes.length, from + MAX_SEGMENT_BYTES);
      const last = to === bytes.length;
      const length = flow.headerLength + to - from;
      const block = this.#packet(event, flow, length, event.direction, last ? comments : NO_COMMENTS);
      const piece = from === 0 && last ? bytes : bytes.subarray(from, to);
      block.buffer.bytes.set(piece, block.packetAt + flow.headerLength);
      const fields = flow.advance(direction, last ? TCP_ACK | TCP_PSH : TCP_ACK, to - from);
      headers.writeTcp(block.buffer, block.packetAt, to - from, fields);
    }
    return start;
  }

  #opening(event: CaptureEvent): number {
    const flow = this.#flow(event);
    if (!flow.stream || flow.handshake || event.direction !== null) {
      return this.#journal(event, this.#peers.get(event.peer) ?? null);
    }
    flow.handshake = true;
    const first: Direction = event.kind === "accept" ? "in" : "out";
    const second: Direction = first === "in" ? "out" : "in";
    const start = this.#position;
    this.#syn(event, flow, first, TCP_SYN, recordComments(this.#recordOf(event, this.#peers.get(event.peer) ?? null)));
    this.#syn(event, flow, second, TCP_SYN | TCP_ACK, NO_COMMENTS);
    this.#control(event, flow, first, TCP_ACK, 0, NO_COMMENTS);
    return start;
  }

  #ending(event: CaptureEvent): number {
    const { direction } = event;
    if (direction === null) return this.#journal(event, null);
    const flow = this.#flow(event);
    const said = flow.reset || (event.kind === "eof" && flow.finished(direction));
    if (!flow.stream || said) return this.#journal(event, null);
    const start = this.#position;
    if (event.kind === "reset") flow.reset = true;
    else flow.finish(direction);
    const flags = event.kind === "reset" ? TCP_RST | TCP_ACK : TCP_FIN | TCP_ACK;
    this.#control(
      event,
      flow,
      direction,
      flags,
      event.kind === "eof" ? 1 : 0,
      recordComments(this.#recordOf(event, null)),
    );
    return start;
  }

  // Closing is our FIN, unless that has been sent, or the connection was reset or never opened.
  #closing(event: CaptureEvent): number {
    const flow = this.#flows.get(event.peer);
    this.#flows.delete(event.peer);
    const silent = flow === undefined || !flow.handshake || flow.reset || flow.finished("out");
    if (silent || event.direction !== null) return this.#journal(event, null);
    const start = this.#position;
    this.#control(event, flow, "out", TCP_FIN | TCP_ACK, 1, recordComments(this.#recordOf(event, null)));
    return start;
  }

  #syn(
    event: CaptureEvent,
    flow: SyntheticFlow,
    direction: Direction,
    flags: number,
    comments: readonly Uint8Array[],
  ): void {
    const block = this.#packet(event, flow, flow.headerLength + 8, direction, comments);
    const fields = flow.advance(direction, flags, 1);
    flow
      .headers(direction)
      .writeSyn(block.buffer, block.packetAt, flags === TCP_SYN ? { ...fields, acknowledged: 0 } : fields);
  }

  #control(
    event: CaptureEvent,
    flow: SyntheticFlow,
    direction: Direction,
    flags: number,
    counts: number,
    comments: readonly Uint8Array[],
  ): void {
    const block = this.#packet(event, flow, flow.headerLength, direction, comments);
    flow.headers(direction).writeTcp(block.buffer, block.packetAt, 0, flow.advance(direction, flags, counts));
  }

  #packet(
    { timeUs, peer }: CaptureEvent,
    flow: SyntheticFlow,
    length: number,
    direction: Direction | null,
    comments: readonly Uint8Array[],
  ): OpenPacketBlock {
    const { link } = flow;
    if (link.packets === 0) link.firstUs = timeUs;
    link.packets += 1;
    link.lastUs = timeUs;
    const facts = { interfaceId: link.id, stamp: nanosecondsOf(timeUs), direction, peer, comments };
    const block = writePacketBlock(this.#sink, length, facts);
    this.#position += block.total;
    return block;
  }

  #journal(event: CaptureEvent, peer: PeerRecord | null): number {
    const record = this.#recordOf(event, peer);
    record.timeUs = event.timeUs;
    record.peer = event.peer;
    return this.#entries(record as typeof record & { timeUs: number });
  }

  #entries(record: EventRecord & { readonly timeUs: number }): number {
    // Wireshark's tools want an interface before the first Journal entry, or they refuse to write the file again.
    if (this.#interfaces.size === 0) {
      const facts = peerFacts(record) ?? { network: "tcp", local: "", remote: "" };
      this.#position += this.#interfaces.of({ id: 0, ...facts }).written;
    }
    const start = this.#position;
    for (const entry of recordEntries(record)) this.#position += writeJournalEntry(this.#sink, entry);
    return start;
  }

  #recordOf({ kind, direction, detail }: CaptureEvent, peer: PeerRecord | null): OwnRecord {
    const record: OwnRecord = { kind };
    if (direction !== null) record.direction = direction;
    // What the detail of the event has is not said twice.
    if (peer !== null && !isTold(peer, detail)) Object.assign(record, addressesOf(peer));
    if (detail !== null) record.detail = detail;
    return record;
  }

  /** The flow of an event's peer. A peer whose addresses nobody told is shown between stand-ins. */
  #flow(event: CaptureEvent): SyntheticFlow {
    const known = this.#flows.get(event.peer);
    if (known !== undefined) return known;
    let peer = this.#peers.get(event.peer);
    if (peer === undefined) {
      peer = { id: event.peer, ...(peerFacts(event) ?? { network: "tcp", local: "", remote: "" }) };
      this.#peers.set(event.peer, peer);
    }
    // Openings tell the addresses themselves.
    if (event.kind !== "accept" && event.kind !== "open")
      this.#entries({ timeUs: event.timeUs, peer: event.peer, ...addressesOf(peer) });
    const { state, written } = this.#interfaces.of(peer);
    this.#position += written;
    const flow = new SyntheticFlow(peer, this.#seed, state);
    this.#flows.set(event.peer, flow);
    return flow;
  }
}

function isTold({ network, local, remote }: PeerRecord, detail: EventDetail | null): boolean {
  const told = peerFacts({ detail });
  return told?.network === network && told.local === local && told.remote === remote;
}

function addressesOf(peer: PeerRecord): Pick<PeerRecord, "network" | "local" | "remote"> {
  return { network: peer.network, local: peer.local, remote: peer.remote };
}
