import { describe, expect, it } from "vitest";
import { BulkFlow, type FlowControl } from "../../../../src/net/reactor/bulk-flow.ts";

const WINDOW = 16_777_216;
/** Bytes a millisecond: 10 Gbit/s. */
const FAST = 1_250_000;

/** A flow with a clock that the test turns, and what it asked for. */
function open(hasTimer = true) {
  const log: string[] = [];
  let clock = 0;
  const control: FlowControl = {
    mute: (on) => void log.push(on ? "mute" : "unmute"),
    throttle: (on) => {
      log.push(on ? "join" : "leave");
      return hasTimer;
    },
    lookSoon: () => hasTimer,
  };
  const flow = new BulkFlow(control, () => clock);
  return {
    log,
    flow,
    /** Receives so many review windows in pieces, each followed by a read that finds nothing. */
    stream: (windows: number, rate: number, piece = 65_536) => {
      for (let left = windows * WINDOW; left > 0; left -= piece) {
        clock += piece / rate;
        flow.received(piece);
        flow.blocked();
      }
    },
    pass: (ms: number) => (clock += ms),
  };
}

describe("BulkFlow", () => {
  it("leaves alone what comes slowly", () => {
    const { flow, stream, log } = open();
    stream(4, 100_000);
    expect(flow.isOn).toBe(false);
    expect(log).toEqual([]);
  });

  it("leaves alone a reader that is rarely woken, because it is slower than the sender", () => {
    const { flow, stream } = open();
    stream(4, FAST, 1_048_576);
    expect(flow.isOn).toBe(false);
  });

  it("begins when much comes in many pieces, and goes on as long as it does", () => {
    const { flow, stream, log } = open();
    stream(1, FAST);
    expect(flow.isOn).toBe(true);
    expect(log).toEqual(["join", "mute"]);
    stream(20, FAST, 163_840);
    expect(flow.isOn).toBe(true);
    expect(flow.blocked()).toBe(true);
    expect(log).toEqual(["join", "mute"]);
  });

  it("ends when several looks in a row bring little", () => {
    const { flow, stream, log } = open();
    stream(1, FAST);
    const answers = Array.from({ length: 12 }, () => flow.blocked());
    expect(answers.indexOf(false)).toBeGreaterThan(2);
    expect(flow.isOn).toBe(false);
    expect(log).toEqual(["join", "mute", "leave", "unmute"]);
  });

  it("forgives a pause of the sender", () => {
    const { flow, stream, pass } = open();
    stream(1, FAST);
    pass(40);
    stream(8, FAST);
    expect(flow.isOn).toBe(true);
  });

  it("leaves senders alone that send less while they wait for answers, longer each time", () => {
    const { flow, stream, pass } = open();
    const tries = (ms: number): number => {
      let count = 0;
      for (let passed = 0; passed < ms; passed += 100) {
        for (let n = 0; n < 2 && !flow.isOn; n += 1) stream(1, FAST);
        if (flow.isOn) {
          count += 1;
          stream(4, FAST / 2);
        }
        expect(flow.isOn).toBe(false);
        pass(100);
      }
      return count;
    };
    const first = tries(5_000);
    expect(first).toBeGreaterThan(1);
    expect(tries(5_000)).toBeLessThan(first);
    pass(64_000);
    stream(2, FAST);
    expect(flow.isOn).toBe(true);
  });

  it("leaves everything to the kernel when there is no timer", () => {
    const { flow, stream, log } = open(false);
    stream(2, FAST);
    expect(flow.isOn).toBe(false);
    expect(flow.blocked()).toBe(false);
    expect(log).not.toContain("mute");
  });
});
