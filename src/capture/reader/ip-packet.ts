import { PROTOCOL_TCP, PROTOCOL_UDP } from "../pcapng/packet-headers.ts";

/** The parts of a TCP header that reassembly needs. */
export interface TcpSegmentFields {
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
}

/** A TCP segment or a UDP datagram as it was captured. */
export interface TransportPacket {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Null: UDP. */
  readonly tcp: TcpSegmentFields | null;
  /** Where the payload begins in the data given. */
  readonly payloadAt: number;
  readonly payload: Uint8Array;
  /** Bytes of payload that the capture cut off. */
  readonly missing: number;
}

/** Why a packet is none of ours. */
export type NotTransport = "not-ip" | "fragment" | "other-protocol" | "damaged";

interface IpLayer {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly protocol: number;
  readonly at: number;
  /** Where the IP packet ends by its own length, which may be past what was captured. */
  readonly end: number;
}

/** Hop-by-hop, routing, destination options, mobility: their length counts 8-byte units after the first. */
const IPV6_EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135]);
const IPV6_FRAGMENT = 44;
const IPV6_AUTHENTICATION = 51;

function readIpv4(data: Uint8Array, view: DataView, at: number): IpLayer | NotTransport {
  if (at + 20 > data.length) return "damaged";
  const headerLength = ((data[at] ?? 0) & 15) * 4;
  if (headerLength < 20 || at + headerLength > data.length) return "damaged";
  // More fragments, or not the first.
  if ((view.getUint16(at + 6) & 0x3fff) !== 0) return "fragment";
  // 0 is what segmentation offload leaves in captures on the sender.
  const total = view.getUint16(at + 2) || data.length - at;
  return {
    source: data.subarray(at + 12, at + 16),
    destination: data.subarray(at + 16, at + 20),
    protocol: data[at + 9] ?? 0,
    at: at + headerLength,
    end: at + total,
  };
}

function readIpv6(data: Uint8Array, view: DataView, at: number): IpLayer | NotTransport {
  if (at + 40 > data.length) return "damaged";
  const payloadLength = view.getUint16(at + 4);
  const end = payloadLength === 0 ? data.length : at + 40 + payloadLength;
  let protocol = data[at + 6] ?? 0;
  let next = at + 40;
  while (IPV6_EXTENSIONS.has(protocol) || protocol === IPV6_AUTHENTICATION || protocol === IPV6_FRAGMENT) {
    if (next + 8 > data.length) return "damaged";
    const units = data[next + 1] ?? 0;
    if (protocol === IPV6_FRAGMENT && (view.getUint16(next + 2) & 0xfff9) !== 0) return "fragment";
    const length =
      protocol === IPV6_AUTHENTICATION ? (units + 2) * 4 : protocol === IPV6_FRAGMENT ? 8 : (units + 1) * 8;
    protocol = data[next] ?? 0;
    next += length;
  }
  return {
    source: data.subarray(at + 8, at + 24),
    destination: data.subarray(at + 24, at + 40),
    protocol,
    at: next,
    end,
  };
}

/** Reads the IP packet at `at` and the TCP segment or UDP datagram in it; all parts are views of `data`. */
export function readTransport(data: Uint8Array, at: number): TransportPacket | NotTransport {
  if (at >= data.length) return "damaged";
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const version = (data[at] ?? 0) >> 4;
  if (version !== 4 && version !== 6) return "not-ip";
  const ip = version === 4 ? readIpv4(data, view, at) : readIpv6(data, view, at);
  if (typeof ip === "string") return ip;
  if (ip.protocol === PROTOCOL_TCP) return readTcp(data, view, ip);
  if (ip.protocol === PROTOCOL_UDP) return readUdp(data, view, ip);
  return "other-protocol";
}

function readTcp(data: Uint8Array, view: DataView, ip: IpLayer): TransportPacket | NotTransport {
  const { at, end } = ip;
  if (at + 20 > data.length) return "damaged";
  const payloadAt = at + ((data[at + 12] ?? 0) >> 4) * 4;
  if (payloadAt < at + 20 || payloadAt > end) return "damaged";
  const tcp = { sequence: view.getUint32(at + 4), acknowledged: view.getUint32(at + 8), flags: data[at + 13] ?? 0 };
  return transport(data, view, ip, tcp, payloadAt, end);
}

function readUdp(data: Uint8Array, view: DataView, ip: IpLayer): TransportPacket | NotTransport {
  const { at, end } = ip;
  if (at + 8 > data.length) return "damaged";
  const length = view.getUint16(at + 4);
  // 0 is a jumbogram or what segmentation offload leaves: all that the IP packet holds.
  const datagramEnd = length === 0 ? end : Math.min(end, at + length);
  if (datagramEnd < at + 8) return "damaged";
  return transport(data, view, ip, null, at + 8, datagramEnd);
}

function transport(
  data: Uint8Array,
  view: DataView,
  { source, destination, at }: IpLayer,
  tcp: TcpSegmentFields | null,
  payloadAt: number,
  end: number,
): TransportPacket {
  const payload = data.subarray(Math.min(payloadAt, data.length), Math.min(end, data.length));
  return {
    source,
    destination,
    sourcePort: view.getUint16(at),
    destinationPort: view.getUint16(at + 2),
    tcp,
    payloadAt,
    payload,
    missing: Math.max(0, end - Math.max(payloadAt, data.length)),
  };
}
