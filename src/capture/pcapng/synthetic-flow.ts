import type { Direction, PeerRecord } from "../event.ts";
import type { InterfaceState } from "./interface-table.ts";
import { type IpEndpoint, parseEndpoint } from "./ip-endpoint.ts";
import { headersLength, PacketHeaders, PROTOCOL_TCP, PROTOCOL_UDP, type TcpFields } from "./packet-headers.ts";

/** Where Unix streams (and addresses that are none) are shown: between loopback addresses, on ports without a protocol. */
const STAND_IN_PORT = 60_001;

function standIn(peer: number, side: "local" | "remote"): IpEndpoint {
  if (side === "local") return { address: Uint8Array.of(127, 0, 0, 1), port: STAND_IN_PORT };
  const host = 2 + (Math.floor(peer / 0x4000) % 0xff_fff0);
  return {
    address: Uint8Array.of(127, host >>> 16, (host >>> 8) & 0xff, host & 0xff),
    port: 0x8000 + (peer % 0x4000),
  };
}

function asIpv6(endpoint: IpEndpoint): IpEndpoint {
  if (endpoint.address.length === 16) return endpoint;
  const address = new Uint8Array(16);
  if (endpoint.address.some((byte) => byte !== 0)) {
    address.set([0xff, 0xff], 10);
    address.set(endpoint.address, 12);
  }
  return { address, port: endpoint.port };
}

/** The endpoints under which a peer appears in packets: its addresses, one family, stand-ins where it has none. */
export function endpointsOf(peer: PeerRecord): { readonly local: IpEndpoint; readonly remote: IpEndpoint } {
  const local = parseEndpoint(peer.local);
  const remote = parseEndpoint(peer.remote);
  // A connection that was reset before it was accepted may have no address any more; all of them would be one flow.
  const nowhere = peer.network === "tcp" && remote?.port === 0;
  if (peer.network === "unix" || local === null || remote === null || nowhere) {
    return { local: standIn(peer.id, "local"), remote: standIn(peer.id, "remote") };
  }
  if (local.address.length === remote.address.length) return { local, remote };
  return { local: asIpv6(local), remote: asIpv6(remote) };
}

// A bijection of 32-bit numbers (splitmix's finaliser), so that sequence numbers look random but are the same each time.
function scramble(number: number): number {
  let z = (number + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** The packets' side of one peer: headers and, for streams, sequence numbers and what has been said of opening and closing. */
export class SyntheticFlow {
  readonly link: InterfaceState;
  readonly stream: boolean;
  readonly ipv4: boolean;
  /** Bytes of the headers before the payload. */
  readonly headerLength: number;
  handshake = false;
  reset = false;
  readonly #local: IpEndpoint;
  readonly #remote: IpEndpoint;
  readonly #protocol: typeof PROTOCOL_TCP | typeof PROTOCOL_UDP;
  // Made when first needed: a peer that sends one datagram is never answered.
  #in: PacketHeaders | null = null;
  #out: PacketHeaders | null = null;
  #finIn = false;
  #finOut = false;
  #nextIn: number;
  #nextOut: number;

  constructor(peer: PeerRecord, seed: number, link: InterfaceState) {
    this.link = link;
    const { local, remote } = endpointsOf(peer);
    this.stream = peer.network !== "udp";
    this.ipv4 = local.address.length === 4;
    this.#local = local;
    this.#remote = remote;
    this.#protocol = this.stream ? PROTOCOL_TCP : PROTOCOL_UDP;
    this.headerLength = headersLength(this.ipv4, this.#protocol);
    this.#nextIn = scramble(seed ^ Math.imul(peer.id, 2));
    this.#nextOut = scramble(seed ^ (Math.imul(peer.id, 2) + 1));
  }

  headers(direction: Direction): PacketHeaders {
    if (direction === "in") return (this.#in ??= new PacketHeaders(this.#remote, this.#local, this.#protocol));
    return (this.#out ??= new PacketHeaders(this.#local, this.#remote, this.#protocol));
  }

  /** The numbers of the next packet that way, and counts on by so many bytes (a SYN and a FIN are one). */
  advance(direction: Direction, flags: number, bytes: number): TcpFields {
    const fields =
      direction === "in"
        ? { sequence: this.#nextIn, acknowledged: this.#nextOut, flags }
        : { sequence: this.#nextOut, acknowledged: this.#nextIn, flags };
    const next = (fields.sequence + bytes) >>> 0;
    if (direction === "in") this.#nextIn = next;
    else this.#nextOut = next;
    return fields;
  }

  finished(direction: Direction): boolean {
    return direction === "in" ? this.#finIn : this.#finOut;
  }

  finish(direction: Direction): void {
    if (direction === "in") this.#finIn = true;
    else this.#finOut = true;
  }
}
