import { describe, expect, it } from "vitest";
import { bindDatagrams, capabilities } from "../../../../src/net/index.ts";
import { WakeUpThrottle } from "../../../../src/net/native/wake-up-throttle.ts";
import { Readiness, type Registrar } from "../../../../src/net/reactor/readiness.ts";
import type { Sys } from "../../../../src/net/sys/sys.ts";
import { checkNoLeaks } from "../../../support/net/leaks.ts";

checkNoLeaks();

const EPOLLIN = 1;
/** What wakes a socket with each arrival: EPOLLIN and EPOLLPRI. */
const ARRIVALS = 3;
const TIMER = 77;

/** A throttle over a socket that a reader waits for, with a clock and a timer that the test turns. */
function open(timer = TIMER) {
  const log: string[] = [];
  const registrar: Registrar = {
    register: () => 0,
    change: () => 0,
    remove: ({ fd }) => void log.push(`remove ${fd}`),
    throttle: () => false,
    lookSoon: () => false,
  };
  const socket = new Readiness(registrar, 5, 1, true);
  socket.readBlocked();
  let timerReadiness: Readiness | undefined;
  let clock = 0;
  const sys = {
    timerCreate: () => timer,
    timerStart: (_fd: number, us: number) => void log.push(`start ${us}`),
    close: (fd: number) => void log.push(`close ${fd}`),
  } as unknown as Sys;
  const track = (fd: number): Readiness => (timerReadiness = new Readiness(registrar, fd, 2));
  const throttle = new WakeUpThrottle({ sys, track }, socket, 50, () => clock);
  let waiting = 0;
  socket.onReadable = () => {
    if (waiting > 0) throttle.served(waiting, true);
  };
  return {
    log,
    socket,
    throttle,
    muted: () => (socket.events & ARRIVALS) === 0,
    /** So many wake-ups, or looks, each with so many datagrams, at a rate a millisecond. */
    arrive: (count: number, each: number, rate: number) => {
      for (let n = 0; n < count; n += 1) {
        clock += each / rate;
        waiting = each;
        if (throttle.isOn) timerReadiness?.report(EPOLLIN);
        else throttle.served(each, true);
      }
      waiting = 0;
    },
    look: () => timerReadiness?.report(EPOLLIN),
    pass: (ms: number) => (clock += ms),
  };
}

describe("WakeUpThrottle", () => {
  it.each([
    ["few a second", 1, 20],
    ["many with each wake-up", 10, 300],
  ])("leaves alone what comes %s", (_, each, rate) => {
    const { throttle, arrive, muted } = open();
    arrive(2000, each, rate);
    expect(throttle.isOn).toBe(false);
    expect(muted()).toBe(false);
  });

  it("begins when datagrams come densely one by one, and looks as long as they do", () => {
    const { throttle, arrive, muted, log } = open();
    arrive(256, 1, 150);
    expect(throttle.isOn).toBe(true);
    expect(muted()).toBe(true);
    expect(log).toEqual(["start 50"]);
    arrive(1000, 8, 150);
    expect(throttle.isOn).toBe(true);
    expect(log).toHaveLength(1001);
  });

  it("ends when nothing comes any more, or too little", () => {
    for (const stop of ["nothing", "little"]) {
      const { throttle, arrive, look, muted, log } = open();
      arrive(256, 1, 150);
      if (stop === "nothing") for (let n = 0; n < 32; n += 1) look();
      else arrive(64, 1, 15);
      expect(throttle.isOn).toBe(false);
      expect(muted()).toBe(false);
      expect(log.slice(-2)).toEqual([`remove ${TIMER}`, `close ${TIMER}`]);
    }
  });

  it("leaves senders alone that send less while they wait for answers, longer each time", () => {
    const { throttle, arrive, pass } = open();
    for (const pause of [1000, 2000, 4000]) {
      arrive(256, 1, 150);
      expect(throttle.isOn).toBe(true);
      arrive(64, 4, 80);
      expect(throttle.isOn).toBe(false);
      arrive(256, 1, 150);
      expect(throttle.isOn).toBe(false);
      pass(pause);
      // The pause itself is in this review.
      arrive(256, 1, 150);
    }
  });

  it("leaves a socket alone that answers, and ends when one begins to", () => {
    const { throttle, arrive } = open();
    throttle.sent(64);
    arrive(256, 1, 150);
    expect(throttle.isOn).toBe(false);
    arrive(256, 1, 150);
    expect(throttle.isOn).toBe(true);
    throttle.sent(128);
    arrive(64, 8, 150);
    expect(throttle.isOn).toBe(false);
  });

  it("does not take a reader that is behind for senders that wait", () => {
    const { throttle, arrive } = open();
    arrive(256, 1, 300);
    arrive(64, 250, 150);
    expect(throttle.isOn).toBe(true);
    arrive(64, 10, 290);
    expect(throttle.isOn).toBe(true);
  });

  it("rests while nobody reads, and goes on with the next reader", () => {
    const { throttle, socket, arrive, look, log } = open();
    arrive(256, 1, 150);
    const reader = socket.onReadable;
    socket.onReadable = null;
    socket.readable = false;
    look();
    expect(socket.readable).toBe(true);
    expect(log).toEqual(["start 50"]);
    socket.onReadable = reader;
    throttle.waiting();
    expect(log).toEqual(["start 50", "start 50"]);
    throttle.waiting();
    expect(log).toHaveLength(2);
    throttle.end();
    throttle.end();
    expect(log.filter((line) => line.startsWith("close"))).toHaveLength(1);
  });

  it("does without when no descriptor is left", () => {
    const { throttle, arrive, muted } = open(-24);
    arrive(256, 1, 150);
    expect(throttle.isOn).toBe(false);
    expect(muted()).toBe(false);
  });

  it.each([-1, 0.5, 1001, Number.NaN])("is refused with %d microseconds", async (coalesceUs) => {
    await expect(bindDatagrams({ host: "127.0.0.1", port: 0 }, { coalesceUs })).rejects.toThrow(RangeError);
  });
});

describe.skipIf(!capabilities().berkeley)("bindDatagrams with coalesceUs", () => {
  it.each([0, 50, 1000])(
    "%i loses nothing and keeps the order, whether the reader is fast or slow",
    async (coalesceUs) => {
      await using receiver = await bindDatagrams({ host: "127.0.0.1", port: 0 }, { coalesceUs });
      await using sender = await bindDatagrams({ host: "127.0.0.1", port: 0 });
      const COUNT = 6000;
      let expected = 0;
      for (let n = 0; n < COUNT; ) {
        // One at a time, then some at once.
        const burst = n < COUNT / 2 ? 1 : 40;
        for (let i = 0; i < burst; i += 1, n += 1) await sender.send(Uint8Array.of(n & 255, n >> 8), receiver.local);
        while (expected < n) {
          for (const { bytes } of await receiver.receive()) {
            expect((bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)).toBe(expected);
            expected += 1;
          }
        }
      }
      expect(receiver.kernelDrops()).toBe(0);
    },
  );
});
