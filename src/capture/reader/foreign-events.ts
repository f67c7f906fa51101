import type { CaptureEvent, Direction, EventDetail, PeerNetwork, PeerRecord } from "../event.ts";
import { journalFields } from "../event-record.ts";
import { formatEndpoint } from "../pcapng/ip-endpoint.ts";
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "../pcapng/packet-headers.ts";
import type { CaptureRecord, PacketRecord } from "./capture-record.ts";
import { type NotTransport, readTransport, type TransportPacket } from "./ip-packet.ts";
import { findIp } from "./link-layer.ts";
import { TcpDirection } from "./tcp-direction.ts";

/** What {@link ForeignEvents} tells; an event's bytes are valid only while it is told. */
export interface ForeignEventsListener {
  event(event: CaptureEvent): void;
  peer(peer: PeerRecord): void;
}

const NO_BYTES = new Uint8Array(0);
/** Connections and UDP flows that are followed at one time; past it the oldest is ended. */
const MAX_FLOWS = 100_000;
const SKIPPED_WORDS: Readonly<Record<NotTransport, string>> = {
  "not-ip": "not IP",
  fragment: "IP fragments",
  "other-protocol": "neither TCP nor UDP",
  damaged: "cut off inside their headers",
};

interface Flow {
  readonly peer: PeerRecord;
  /** Key of the endpoint that counts as remote. */
  readonly remoteKey: string;
  readonly in: TcpDirection | null;
  readonly out: TcpDirection | null;
  /** The client's first sequence number, from its SYN. */
  clientSequence: number | null;
  finIn: boolean;
  finOut: boolean;
  closed: boolean;
}

/**
 * Turns the packets of anybody's capture into events: every TCP connection and every UDP pair of addresses is a peer.
 *
 * Which side is `local`: the one that the capture marks as this machine's; if it does not mark packets, the one that was
 * connected to, or, where no SYN was seen, the one with the lower port. Streams are put in order; a row is what one
 * packet brought. Bytes that are not in the capture are a `drop` event.
 */
export class ForeignEvents {
  readonly #listener: ForeignEventsListener;
  readonly #flows = new Map<string, Flow>();
  readonly #skipped = new Map<NotTransport, number>();
  #peers = 0;
  #timeUs = 0;

  constructor(listener: ForeignEventsListener) {
    this.#listener = listener;
  }

  read(record: CaptureRecord): void {
    if (record.type === "packet") this.#packet(record);
    else if (record.type === "journal") {
      const fields = journalFields(record.entry);
      this.#timeUs = Math.max(this.#timeUs, Number(fields.get("__REALTIME_TIMESTAMP")) || 0);
      this.#tell("note", null, 0, { text: fields.get("MESSAGE") ?? "" });
    }
  }

  /** The capture has ended: what waited for missing bytes is told, and what was skipped. */
  end(): void {
    for (const flow of this.#flows.values()) this.#flush(flow);
    for (const [reason, count] of this.#skipped) {
      this.#tell("note", null, 0, { reason, count, text: `${count} packets skipped: ${SKIPPED_WORDS[reason]}` });
    }
  }

  #packet(record: PacketRecord): void {
    // Rows are in the order of the file; a clock that went back does not show.
    this.#timeUs = Math.max(this.#timeUs, record.timeUs);
    const link = findIp(record.linkType, record.data);
    const packet = link === null ? "not-ip" : readTransport(record.data, link.at);
    if (typeof packet === "string") {
      this.#skipped.set(packet, (this.#skipped.get(packet) ?? 0) + 1);
      return;
    }
    const told = record.direction ?? link?.direction ?? null;
    if (packet.tcp === null) this.#datagram(packet, told);
    else this.#segment(packet, packet.tcp.flags, told);
  }

  #datagram(packet: TransportPacket, told: Direction | null): void {
    const { flow, direction } = this.#flowOf("udp", packet, told, 0);
    const detail = packet.missing === 0 ? null : { truncated: packet.missing };
    this.#tell("data", direction, flow.peer.id, detail, packet.payload);
  }

  #segment(packet: TransportPacket, flags: number, told: Direction | null): void {
    const tcp = packet.tcp as NonNullable<TransportPacket["tcp"]>;
    const { flow, direction } = this.#flowOf("tcp", packet, told, flags);
    const side = direction === "in" ? flow.in : flow.out;
    const other = direction === "in" ? flow.out : flow.in;
    if (side === null || other === null) return;
    const syn = (flags & TCP_SYN) !== 0 ? 1 : 0;
    if (syn === 1 && !side.started) side.start((tcp.sequence + 1) >>> 0);
    if ((flags & TCP_ACK) !== 0) other.acknowledge(tcp.acknowledged);
    if (flow.closed) return;
    const first = (tcp.sequence + syn) >>> 0;
    side.segment(first, packet.payload, packet.missing);
    if ((flags & TCP_FIN) !== 0) side.fin((first + packet.payload.length + packet.missing) >>> 0);
    this.#tellFins(flow);
    if ((flags & TCP_RST) !== 0) {
      this.#flush(flow);
      this.#tell("reset", direction, flow.peer.id, null);
      this.#close(flow, "reset");
    }
  }

  #tellFins(flow: Flow): void {
    if (!flow.finIn && flow.in?.finished === true) {
      flow.finIn = true;
      this.#tell("eof", "in", flow.peer.id, null);
    }
    if (!flow.finOut && flow.out?.finished === true) {
      flow.finOut = true;
      this.#tell("eof", "out", flow.peer.id, null);
    }
    if (flow.finIn && flow.finOut) this.#close(flow, "fin");
  }

  #flush(flow: Flow): void {
    if (flow.closed) return;
    flow.in?.flush();
    flow.out?.flush();
    this.#tellFins(flow);
  }

  #close(flow: Flow, reason: string): void {
    if (flow.closed) return;
    flow.closed = true;
    this.#tell("close", null, flow.peer.id, { reason });
  }

  #flowOf(
    network: PeerNetwork,
    packet: TransportPacket,
    told: Direction | null,
    flags: number,
  ): { readonly flow: Flow; readonly direction: Direction } {
    const source = formatEndpoint({ address: packet.source, port: packet.sourcePort });
    const destination = formatEndpoint({ address: packet.destination, port: packet.destinationPort });
    const key = source < destination ? `${network} ${source} ${destination}` : `${network} ${destination} ${source}`;
    let flow = this.#flows.get(key);
    const opening = (flags & (TCP_SYN | TCP_ACK)) === TCP_SYN;
    // The ports are used again for another connection.
    if (flow !== undefined && opening && (flow.closed || isOther(flow, packet))) {
      this.#flush(flow);
      this.#close(flow, "forgotten");
      flow = undefined;
    }
    if (flow === undefined) {
      const remoteIsSource = told === null ? isClient(packet, flags) : told === "in";
      flow = this.#newFlow(network, remoteIsSource ? destination : source, remoteIsSource ? source : destination);
      if (opening) flow.clientSequence = packet.tcp?.sequence ?? null;
      this.#flows.delete(key);
      this.#flows.set(key, flow);
      if (this.#flows.size > MAX_FLOWS) this.#forgetOldest();
      const { local, remote } = flow.peer;
      const seen = network === "udp" || (flags & TCP_SYN) !== 0;
      const clientIsRemote = (flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK) ? !remoteIsSource : remoteIsSource;
      const kind = network === "tcp" && clientIsRemote ? "accept" : "open";
      const detail = { network, local, remote, ...(seen ? {} : { reason: "no SYN in the capture" }) };
      this.#tell(kind, null, flow.peer.id, detail);
    }
    return { flow, direction: flow.remoteKey === source ? "in" : "out" };
  }

  #newFlow(network: PeerNetwork, local: string, remote: string): Flow {
    this.#peers += 1;
    const peer: PeerRecord = { id: this.#peers, network, local, remote };
    this.#listener.peer(peer);
    const side = (direction: Direction): TcpDirection | null =>
      network === "udp"
        ? null
        : new TcpDirection({
            data: (bytes) => this.#tell("data", direction, peer.id, null, bytes),
            gap: (bytes) => this.#tell("drop", null, peer.id, { where: "capture", direction, bytes, count: 1 }),
          });
    return {
      peer,
      remoteKey: remote,
      in: side("in"),
      out: side("out"),
      clientSequence: null,
      finIn: false,
      finOut: false,
      closed: false,
    };
  }

  #forgetOldest(): void {
    for (const [key, flow] of this.#flows) {
      this.#flush(flow);
      this.#close(flow, "forgotten");
      this.#flows.delete(key);
      return;
    }
  }

  #tell(
    kind: CaptureEvent["kind"],
    direction: Direction | null,
    peer: number,
    detail: EventDetail | null,
    bytes: Uint8Array = NO_BYTES,
  ): void {
    this.#listener.event({ kind, timeUs: this.#timeUs, direction, peer, bytes, detail });
  }
}

/** Whether a SYN begins another connection than the one that the flow has been. */
function isOther(flow: Flow, { tcp }: TransportPacket): boolean {
  return tcp !== null && flow.clientSequence !== null && flow.clientSequence !== tcp.sequence;
}

/** Whether a packet's sender is the client, as far as the packet tells. */
function isClient(packet: TransportPacket, flags: number): boolean {
  if ((flags & TCP_SYN) !== 0) return (flags & TCP_ACK) === 0;
  // A UDP flow is begun by whoever asks.
  return packet.tcp === null || packet.sourcePort >= packet.destinationPort;
}
