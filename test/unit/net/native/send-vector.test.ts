import { describe, expect, it } from "vitest";
import { type EncodedDatagrams, SendVector } from "../../../../src/net/native/send-vector.ts";
import { LINUX_ERRNO } from "../../../../src/net/sys/linux-errno.ts";
import type { PinnedMemory, Sys } from "../../../../src/net/sys/sys.ts";

const { EACCES, EAGAIN, ECONNREFUSED, EINTR, EINVAL, EIO, EMSGSIZE, ENETUNREACH, ENOBUFS } = LINUX_ERRNO;
const FD = 7;
const A = Uint8Array.of(1);
const B = Uint8Array.of(2);

interface Sent {
  readonly bytes: readonly number[];
  readonly name: Uint8Array;
  /** 0 for one datagram. */
  readonly segment: number;
}

/** A kernel that notes each call of `sendmmsg` as a list of sends, and answers as it is told: all of them, unless told otherwise. */
function fakeKernel(answer: (sends: readonly Sent[]) => number = (sends) => sends.length) {
  const calls: Sent[][] = [];
  let slots: Sent[] = [];
  const sys = {
    allocate: (bytes: number): PinnedMemory => ({ bytes: new Uint8Array(bytes), address: 0 }),
    makeVector: () => ({
      setSend(index: number, memory: PinnedMemory, offset: number, length: number, name: Uint8Array, segment: number) {
        slots = slots.slice(0, index);
        slots[index] = { bytes: [...memory.bytes.subarray(offset, offset + length)], name, segment };
      },
    }),
    sendmmsg(fd: number, _vector: unknown, start: number, count: number) {
      expect([fd, start]).toEqual([FD, 0]);
      calls.push(slots.slice(0, count));
      return answer(slots.slice(0, count));
    },
  };
  return { sys: sys as unknown as Sys, calls };
}

/** Payloads of these lengths, each filled with its place, to one peer or to those named. */
function datagrams(lengths: readonly number[], names: readonly Uint8Array[] = lengths.map(() => A)): EncodedDatagrams {
  return { payloads: lengths.map((length, at) => new Uint8Array(length).fill(at)), names: [...names] };
}

const shape = (call: readonly Sent[] | undefined): (readonly [bytes: number, segment: number])[] | undefined =>
  call?.map(({ bytes, segment }) => [bytes.length, segment]);

describe("a vector of sends", () => {
  it.each([
    ["equal sizes", [4, 4, 4], [[12, 4]]],
    [
      "a shorter last one",
      [4, 4, 3, 4],
      [
        [11, 4],
        [4, 0],
      ],
    ],
    [
      "sizes in turns",
      [4, 3, 4, 3],
      [
        [7, 4],
        [7, 4],
      ],
    ],
    [
      "growing sizes",
      [1, 2, 3],
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    ],
    [
      "empty ones, which are no segments",
      [0, 0, 2, 0, 2],
      [
        [0, 0],
        [0, 0],
        [2, 0],
        [0, 0],
        [2, 0],
      ],
    ],
    [
      "one that is too long for segments",
      [65_400, 10],
      [
        [65_400, 0],
        [10, 0],
      ],
    ],
  ])("joins neighbours as segments: %s", (_, lengths, wanted) => {
    const { sys, calls } = fakeKernel();
    const all = datagrams(lengths);
    expect(new SendVector(sys).send(FD, all, 0, lengths.length)).toBe(lengths.length);
    expect(shape(calls[0])).toEqual(wanted);
    expect(calls[0]?.flatMap(({ bytes }) => bytes)).toEqual(all.payloads.flatMap((payload) => [...payload]));
  });

  it("joins no datagrams of different peers, and none where segments are not to be", () => {
    const { sys, calls } = fakeKernel();
    const all = datagrams([2, 2, 2, 2], [A, A, B, A]);
    new SendVector(sys).send(FD, all, 0, 4);
    expect(calls[0]?.map(({ bytes, name, segment }) => [bytes.length, name, segment])).toEqual([
      [4, A, 2],
      [2, B, 0],
      [2, A, 0],
    ]);
    new SendVector(sys, false).send(FD, all, 0, 4);
    expect(shape(calls[1])).toEqual([2, 2, 2, 2].map((length) => [length, 0]));
  });

  it("sends a part of the list, at most as many as one call may take", () => {
    const { sys, calls } = fakeKernel();
    const vector = new SendVector(sys);
    const all = datagrams(new Array<number>(1000).fill(1));
    expect(vector.send(FD, all, 990, 995)).toBe(5);
    expect(vector.send(FD, all, 0, 1000)).toBe(SendVector.capacity);
    expect(shape(calls[1])).toEqual([
      [128, 1],
      [128, 1],
    ]);
    // Longer together than the memory in which they are gathered.
    expect(vector.send(FD, datagrams([30_000, 30_000, 30_000]), 0, 3)).toBe(2);
    // More of them than one call has places for.
    expect(vector.send(FD, datagrams(Array.from({ length: 100 }, (_, at) => at + 1)), 0, 100)).toBe(64);
  });

  it("counts datagrams and not sends when the kernel takes a part", () => {
    const { sys } = fakeKernel(() => 2);
    expect(new SendVector(sys).send(FD, datagrams([4, 4, 4, 5, 4, 6]), 0, 6)).toBe(5);
  });

  it.each([EAGAIN, EINTR, ENOBUFS, ECONNREFUSED, ENETUNREACH])(
    "gives error %i as it is and goes on with segments",
    (errno) => {
      let answers = [-errno];
      const { sys, calls } = fakeKernel((sends) => answers.shift() ?? sends.length);
      const vector = new SendVector(sys);
      expect(vector.send(FD, datagrams([4, 4]), 0, 2)).toBe(-errno);
      expect(vector.send(FD, datagrams([4, 4]), 0, 2)).toBe(2);
      expect(calls.map(shape)).toEqual([[[8, 4]], [[8, 4]]]);
      answers = [-errno];
      expect(vector.send(FD, datagrams([4]), 0, 1)).toBe(-errno);
    },
  );

  it.each([EINVAL, EMSGSIZE])(
    "sends one by one what error %i says to be too large for a segment, and smaller ones not",
    (errno) => {
      const { sys, calls } = fakeKernel((sends) => ((sends[0]?.segment ?? 0) > 9 ? -errno : sends.length));
      const vector = new SendVector(sys);
      const all = datagrams([10, 10, 9, 9]);
      expect(vector.send(FD, all, 0, 4)).toBe(4);
      expect(vector.send(FD, all, 0, 4)).toBe(4);
      expect(calls.map(shape)).toEqual([
        [
          [29, 10],
          [9, 0],
        ],
        [
          [10, 0],
          [10, 0],
          [9, 0],
          [9, 0],
        ],
        [
          [10, 0],
          [10, 0],
          [18, 9],
        ],
      ]);
    },
  );

  it("asks for fewer segments where the kernel takes 64, and for none where the device has no checksums", () => {
    let most = 64;
    const { sys, calls } = fakeKernel((sends) => {
      const run = (sends[0]?.bytes.length ?? 0) / (sends[0]?.segment || 1);
      if ((sends[0]?.segment ?? 0) === 0) return sends.length;
      return run > most ? (most > 1 ? -EINVAL : -EIO) : sends.length;
    });
    const vector = new SendVector(sys);
    const all = datagrams(new Array<number>(100).fill(2));
    expect(vector.send(FD, all, 0, 100)).toBe(100);
    expect(calls.map(shape)).toEqual([
      [[200, 2]],
      [
        [128, 2],
        [72, 2],
      ],
    ]);
    most = 1;
    expect(vector.send(FD, all, 0, 100)).toBe(64);
    expect(shape(calls.at(-1))).toEqual(Array.from({ length: 64 }, () => [2, 0]));
  });

  it.each([EACCES, EINVAL, EIO])("learns nothing of error %i when the datagram alone is refused, too", (errno) => {
    let allowed = false;
    const { sys, calls } = fakeKernel((sends) => (allowed ? sends.length : -errno));
    const vector = new SendVector(sys);
    const all = datagrams(new Array<number>(100).fill(1));
    expect(vector.send(FD, all, 0, 100)).toBe(-errno);
    expect(shape(calls.at(-1))?.[0]).toEqual([1, 0]);
    allowed = true;
    expect(vector.send(FD, all, 0, 100)).toBe(100);
    expect(shape(calls.at(-1))).toEqual([[100, 1]]);
  });

  it("gives the error of a datagram that is refused alone", () => {
    const { sys, calls } = fakeKernel(() => -EMSGSIZE);
    expect(new SendVector(sys).send(FD, datagrams([10]), 0, 1)).toBe(-EMSGSIZE);
    expect(calls).toHaveLength(1);
  });
});
