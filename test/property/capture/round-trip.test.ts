import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  type CaptureEvent,
  CaptureReader,
  EventWriter,
  ForeignEvents,
  MemorySink,
  OwnEvents,
  type PeerRecord,
} from "../../../src/capture/index.ts";
import { eventSequences, factsOf, PEERS } from "../../support/capture/random-events.ts";

function write(events: readonly CaptureEvent[]): Uint8Array {
  const sink = new MemorySink();
  const writer = new EventWriter(sink, { name: "test", os: "test", seed: 0xffff_fff0 });
  for (const peer of PEERS) writer.addPeer(peer);
  for (const event of events) writer.write(event);
  writer.finish(1);
  expect(writer.position).toBe(sink.toBytes().length);
  return sink.toBytes();
}

function push(reader: CaptureReader, bytes: Uint8Array, cuts: readonly number[]): void {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
  // One memory for all pieces, so that anything kept without a copy is destroyed.
  const shared = new Uint8Array(bytes.length);
  for (const [i, from] of places.slice(0, -1).entries()) {
    const piece = bytes.subarray(from, places[i + 1]);
    shared.set(piece);
    reader.push(shared.subarray(0, piece.length));
  }
  reader.end();
}

function readOwn(
  bytes: Uint8Array,
  cuts: readonly number[],
): { events: CaptureEvent[]; peers: Map<number, PeerRecord>; plain: boolean; problem: unknown } {
  const events: CaptureEvent[] = [];
  const peers = new Map<number, PeerRecord>();
  const own = new OwnEvents(
    { event: (placed) => events.push(placed.event), peer: (peer) => peers.set(peer.id, peer) },
    { keepBytes: true },
  );
  const reader = new CaptureReader((record) => void own.read(record));
  push(reader, bytes, cuts);
  own.end();
  return { events, peers, plain: own.plain, problem: reader.problem };
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

it("gives back exactly the events that were written, however the file comes", () => {
  fc.assert(
    fc.property(eventSequences, cuts, (events, places) => {
      const read = readOwn(write(events), places);
      expect(read.problem).toBeNull();
      expect(read.plain).toBe(true);
      expect(read.events.map(factsOf)).toEqual(events.map(factsOf));
      for (const [id, peer] of read.peers) {
        const known = PEERS.find((record) => record.id === id);
        if (known !== undefined) expect(peer).toEqual(known);
      }
    }),
    { numRuns: 150 },
  );
});

it("gives back what is whole of a file that was cut off, and says where it stopped", () => {
  fc.assert(
    fc.property(eventSequences, fc.double({ min: 0, max: 1, noNaN: true }), (events, cut) => {
      const whole = write(events);
      const bytes = whole.subarray(0, Math.floor(cut * whole.length));
      const read = readOwn(bytes, []);
      const wanted = events.map(factsOf);
      const got = read.events.map(factsOf);
      // The last may be the beginning of an event of several packets; a long detail may be missing from it.
      expect(got.slice(0, -1)).toEqual(wanted.slice(0, Math.max(0, got.length - 1)));
      if (read.problem !== null) {
        expect(read.problem).toMatchObject({ code: "ERR_BAD_CAPTURE" });
        expect((read.problem as { offset: number }).offset).toBeLessThanOrEqual(bytes.length);
      }
    }),
    { numRuns: 100 },
  );
});

it("never throws and never grows for damaged files, ours or anybody's", () => {
  const damage = fc.array(
    fc.tuple(
      fc.double({ min: 0, max: 0.999_999, noNaN: true }),
      fc.oneof(fc.constantFrom(0, 0xff, 0x7f, 0x80), fc.nat(255)),
    ),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(eventSequences, damage, cuts, (events, changes, places) => {
      const bytes = write(events.map((event) => ({ ...event, bytes: event.bytes.subarray(0, 2000) }))).slice();
      for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
      readOwn(bytes, places);
      let told = 0;
      const foreign = new ForeignEvents({ event: ({ bytes: data }) => (told += data.length), peer: () => {} });
      const reader = new CaptureReader((record) => foreign.read(record));
      push(reader, bytes, places);
      foreign.end();
      expect(told).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 200 },
  );
});

it("reads any bytes without throwing", () => {
  const heads = fc.constantFrom(
    [0x0a, 0x0d, 0x0d, 0x0a],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [],
  );
  fc.assert(
    fc.property(heads, fc.uint8Array({ maxLength: 400 }), cuts, (head, rest, places) => {
      const bytes = Uint8Array.from([...head, ...rest]);
      const reader = new CaptureReader(() => {});
      push(reader, bytes, places);
      if (bytes.length === 0) expect(reader.problem).not.toBeNull();
    }),
  );
});
