import * as fc from "fast-check";
import { type CaptureEvent, EVENT_KINDS, type EventDetail, type PeerRecord } from "../../../src/capture/index.ts";

const NO_BYTES = new Uint8Array(0);

/** Peers of every network, addresses of every kind. */
export const PEERS: readonly PeerRecord[] = [
  { id: 1, network: "tcp", local: "127.0.0.1:8080", remote: "127.0.0.1:53211" },
  { id: 2, network: "tcp", local: "[::1]:8080", remote: "[fe80::1%eth0]:4444" },
  { id: 3, network: "udp", local: "0.0.0.0:7788", remote: "10.0.0.7:9" },
  { id: 4, network: "udp", local: "[::]:7788", remote: "[2001:db8::7]:9" },
  { id: 5, network: "unix", local: "/run/x.sock", remote: "unix#5" },
  { id: 6, network: "tcp", local: "", remote: "a name that is no address" },
  { id: 70_000, network: "unix", local: "", remote: "@abstract 名字" },
];

const detail: fc.Arbitrary<EventDetail | null> = fc.option(
  fc.dictionary(
    fc.string({ unit: "binary", maxLength: 10 }).filter((key) => key !== "__proto__"),
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.boolean(),
      fc.constant(null),
    ),
    { maxKeys: 4, noNullPrototype: true },
  ),
  { freq: 2 },
);

/** Mostly short; now and then as long as one packet, or several. */
const payload: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1459, 65_491, 65_492, 65_493, 65_507)
      .map((length) => new Uint8Array(length).fill(length)),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 65_494, max: 200_000 }).map((length) => Uint8Array.from({ length }, (_, i) => i * 7)),
  },
);

const event: fc.Arbitrary<CaptureEvent> = fc
  .record({
    kind: fc.oneof(
      { weight: 3, arbitrary: fc.constant("data" as const) },
      { weight: 2, arbitrary: fc.constantFrom(...EVENT_KINDS) },
    ),
    quarter: fc.integer({ min: 0, max: 4_000_000 }),
    direction: fc.constantFrom("in", "out", null),
    peer: fc.constantFrom(0, 8, ...PEERS.map((peer) => peer.id)),
    bytes: payload,
    detail,
  })
  .map(({ kind, quarter, direction, peer, bytes, detail: facts }) => {
    const udp = PEERS.find(({ id }) => id === peer)?.network === "udp";
    return {
      kind,
      timeUs: 1.7e15 + quarter / 4,
      direction: kind === "data" || kind === "eof" || kind === "reset" ? direction : null,
      peer,
      bytes: kind === "data" ? (udp ? bytes.subarray(0, 65_507) : bytes) : NO_BYTES,
      detail: facts,
    };
  });

/** Sequences of events as no session would make them: in any order, of any peer. */
export const eventSequences: fc.Arbitrary<CaptureEvent[]> = fc.array(event, { maxLength: 25 });

/** Whether two events are the same, bytes and all; fast on long payloads. */
export function factsOf({ kind, timeUs, direction, peer, bytes, detail: facts }: CaptureEvent): unknown {
  return { kind, timeUs, direction, peer, detail: facts, bytes: Buffer.from(bytes).toString("latin1") };
}
