import type { BlockBuffer } from "./block-buffer.ts";
import { checksumOf, sumBytes, sumWords } from "./internet-checksum.ts";
import type { IpEndpoint } from "./ip-endpoint.ts";

/** Bits of the TCP header's flags (RFC 9293 §3.1). */
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;

/** Protocol numbers of the IP header. */
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

/** Maximum segment size 65,495 and window scale 14 (RFC 9293 §3.2, RFC 7323 §2), so that no reader sees a full window. */
const SYN_OPTIONS: readonly number[] = [2, 4, 0xff, 0xd7, 1, 3, 3, 14];

/** What a TCP packet says beside its payload. */
export interface TcpFields {
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
}

/** Bytes of the IP and TCP or UDP headers before the payload, without options. */
export function headersLength(ipv4: boolean, protocol: typeof PROTOCOL_TCP | typeof PROTOCOL_UDP): number {
  return (ipv4 ? 20 : 40) + (protocol === PROTOCOL_TCP ? 20 : 8);
}

function ipHeader(from: IpEndpoint, to: IpEndpoint, protocol: number): Uint8Array {
  const v4 = from.address.length === 4;
  const header = new Uint8Array(v4 ? 20 : 40);
  if (v4) {
    header.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, protocol]);
    header.set(from.address, 12);
    header.set(to.address, 16);
  } else {
    header.set([0x60, 0, 0, 0, 0, 0, protocol, 64]);
    header.set(from.address, 8);
    header.set(to.address, 24);
  }
  return header;
}

/** The IP and TCP or UDP headers of one direction of a flow, made once; every packet is a copy with its numbers filled in. */
export class PacketHeaders {
  /** Bytes of the headers before the payload. A SYN has 8 more. */
  readonly length: number;
  readonly #template: Uint8Array;
  readonly #ipLength: number;
  readonly #tcp: boolean;
  /** Sums of what does not change: the IPv4 header, and the pseudo-header with the ports. */
  readonly #ipSum: number;
  readonly #transportSum: number;

  constructor(from: IpEndpoint, to: IpEndpoint, protocol: typeof PROTOCOL_TCP | typeof PROTOCOL_UDP) {
    const ip = ipHeader(from, to, protocol);
    this.#tcp = protocol === PROTOCOL_TCP;
    this.#ipLength = ip.length;
    this.length = headersLength(ip.length === 20, protocol);
    this.#template = new Uint8Array(this.length);
    this.#template.set(ip);
    const view = new DataView(this.#template.buffer);
    view.setUint16(ip.length, from.port);
    view.setUint16(ip.length + 2, to.port);
    if (this.#tcp) {
      view.setUint8(ip.length + 12, 0x50);
      view.setUint16(ip.length + 14, 0xffff);
    }
    this.#ipSum = ip.length === 20 ? sumBytes(ip) : 0;
    this.#transportSum = sumBytes(from.address) + sumBytes(to.address) + protocol + from.port + to.port;
  }

  /**
   * Fills in the headers at `at` (a multiple of 4) for a payload that already stands behind them, padded with zeros to a
   * multiple of 4.
   */
  writeTcp(buffer: BlockBuffer, at: number, payloadLength: number, fields: TcpFields): void {
    const { view } = buffer;
    const tcpAt = at + this.#ipLength;
    const segment = 20 + payloadLength;
    this.#writeIp(buffer, at, segment);
    view.setUint32(tcpAt + 4, fields.sequence);
    view.setUint32(tcpAt + 8, fields.acknowledged);
    view.setUint8(tcpAt + 13, fields.flags);
    const sum =
      this.#transportSum +
      segment +
      half(fields.sequence) +
      half(fields.acknowledged) +
      (0x5000 | fields.flags) +
      0xffff +
      payloadSum(buffer, tcpAt + 20, payloadLength);
    view.setUint16(tcpAt + 16, checksumOf(sum));
  }

  /** Writes a SYN (or SYN-ACK): headers with options, `length + 8` bytes. */
  writeSyn(buffer: BlockBuffer, at: number, fields: TcpFields): void {
    const { view, bytes } = buffer;
    const tcpAt = at + this.#ipLength;
    this.#writeIp(buffer, at, 28);
    view.setUint32(tcpAt + 4, fields.sequence);
    view.setUint32(tcpAt + 8, fields.acknowledged);
    view.setUint16(tcpAt + 12, 0x7000 | fields.flags);
    bytes.set(SYN_OPTIONS, tcpAt + 20);
    const sum = this.#transportSum - portsOf(view, tcpAt) + 28 + sumBytes(bytes.subarray(tcpAt, tcpAt + 28));
    view.setUint16(tcpAt + 16, checksumOf(sum));
  }

  /** As {@link writeTcp}, for a datagram. */
  writeUdp(buffer: BlockBuffer, at: number, payloadLength: number): void {
    const { view } = buffer;
    const udpAt = at + this.#ipLength;
    const datagram = 8 + payloadLength;
    this.#writeIp(buffer, at, datagram);
    view.setUint16(udpAt + 4, datagram);
    // The length counts twice: in the pseudo-header and in the header (RFC 768). A sum of 0 is sent as all ones.
    const sum = this.#transportSum + datagram * 2 + payloadSum(buffer, udpAt + 8, payloadLength);
    view.setUint16(udpAt + 6, checksumOf(sum) || 0xffff);
  }

  #writeIp(buffer: BlockBuffer, at: number, transportLength: number): void {
    const { view } = buffer;
    buffer.bytes.set(this.#template, at);
    if (this.#ipLength === 20) {
      view.setUint16(at + 2, 20 + transportLength);
      view.setUint16(at + 10, checksumOf(this.#ipSum + 20 + transportLength));
    } else {
      view.setUint16(at + 4, transportLength);
    }
  }
}

function half(number: number): number {
  return (number >>> 16) + (number & 0xffff);
}

function portsOf(view: DataView, at: number): number {
  return view.getUint16(at) + view.getUint16(at + 2);
}

function payloadSum(buffer: BlockBuffer, at: number, length: number): number {
  return sumWords(buffer.words, at >>> 2, (at + length + 3) >>> 2);
}
