import { describe, expect, it } from "vitest";
import { CliError } from "../../../../src/cli/cli-error.ts";
import { systemClock } from "../../../../src/cli/io/system-clock.ts";
import { Carried, join, type JoinOptions } from "../../../../src/cli/relay/join.ts";
import { NobodyReads } from "../../../../src/cli/relay/relay-end.ts";
import { MemoryEnd } from "../../../support/memory-end.ts";

interface Told {
  readonly ended: string[];
  readonly lingered: string[];
  readonly data: string[];
}

function optionsWith(given: Partial<JoinOptions> = {}): JoinOptions & { readonly told: Told } {
  const told: Told = { ended: [], lingered: [], data: [] };
  return {
    oneWay: false,
    noShutdown: false,
    lingerMs: undefined,
    idleMs: undefined,
    rule: "read",
    carried: new Carried(),
    clock: systemClock,
    signal: new AbortController().signal,
    watcher: {
      data: (direction, bytes) => {
        told.data.push(`${direction} ${Buffer.from(bytes).toString()}`);
        return undefined;
      },
      ended: (direction) => told.ended.push(direction),
      lingered: (end, ms) => told.lingered.push(`${end.name} ${ms}`),
    },
    told,
    ...given,
  };
}

describe("join", () => {
  it("passes on each end by itself, carries what comes later, closes both, and counts", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    const options = optionsWith();
    const joined = join(a, b, options);
    a.send("question");
    a.end();
    await expect.poll(() => b.log).toEqual(["question", "<end>"]);
    b.send("late answer");
    b.end();
    await joined;
    expect(a.log).toEqual(["late answer", "<end>", "<close>"]);
    expect(b.log).toEqual(["question", "<end>", "<close>"]);
    expect([options.carried.out, options.carried.in]).toEqual([8, 11]);
    expect(options.told).toEqual({ ended: ["out", "in"], lingered: [], data: ["out question", "in late answer"] });
  });

  it("gives up a side that cannot tell its end when it is silent, without a word, and one that can by --linger, with one", async () => {
    for (const [patienceMs, lingerMs, words] of [
      [20, undefined, []],
      [undefined, 20, ["b 20"]],
    ] as const) {
      const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b", patienceMs === undefined ? {} : { patienceMs })];
      const options = optionsWith({ lingerMs });
      a.end();
      await join(a, b, options);
      expect(options.told.lingered).toEqual(words);
      expect(b.log).toEqual(["<end>", "<close>"]);
    }
  });

  it("does not give up while something still comes", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b", { patienceMs: 1000 })];
    const sleeps: (() => void)[] = [];
    const clock = { nowMs: () => 0, sleep: () => new Promise<void>((resolve) => sleeps.push(resolve)) };
    const joined = join(a, b, optionsWith({ clock }));
    a.end();
    for (let turn = 1; turn <= 5; turn++) {
      await expect.poll(() => sleeps.length).toBe(turn);
      b.send(`${turn} `);
      await expect.poll(() => a.log).toHaveLength(turn);
      sleeps[turn - 1]?.();
    }
    await expect.poll(() => sleeps.length).toBe(6);
    sleeps[5]?.();
    await joined;
    expect(a.log.join("")).toBe("1 2 3 4 5 <close>");
  });

  it("ends both at once, not in order, when a side fails, and tells the first failure", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    const joined = join(a, b, optionsWith());
    a.end(new Error("reset"));
    await expect(joined).rejects.toThrow("reset");
    expect([a.log, b.log]).toEqual([["<abort>"], ["<abort>"]]);
  });

  it("goes on with the other direction when nobody reads on purpose", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    b.writeFailure = new NobodyReads();
    const joined = join(a, b, optionsWith());
    a.send("for nobody");
    b.send("still said");
    b.end();
    await joined;
    expect(a.log).toEqual(["still said", "<end>", "<close>"]);
  });

  it("ends when a program is gone whose output has ended, whatever the other side still sends", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    b.gone = Promise.resolve();
    const joined = join(a, b, optionsWith());
    b.end();
    await joined;
    expect(a.log).toEqual(["<end>", "<close>"]);
  });

  it("tells what a program ended with", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    b.outcome = new CliError(3, () => "exit code 1");
    a.end();
    b.end();
    await expect(join(a, b, optionsWith())).rejects.toThrow("exit code 1");
  });

  it("ends in order when nothing moves, and when it is told to stop", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    await expect(join(a, b, optionsWith({ idleMs: 30 }))).rejects.toMatchObject({ exitCode: 124 });
    expect([a.log, b.log]).toEqual([["<close>"], ["<close>"]]);
    const [c, d] = [new MemoryEnd("c"), new MemoryEnd("d")];
    const controller = new AbortController();
    const joined = join(c, d, optionsWith({ signal: controller.signal }));
    controller.abort(new Error("stop"));
    await expect(joined).rejects.toThrow("stop");
    expect([c.log, d.log]).toEqual([["<close>"], ["<close>"]]);
  });

  it("carries one way only, and keeps ends to itself, when asked to", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    b.send("not carried");
    a.send("carried");
    a.end();
    await join(a, b, optionsWith({ oneWay: true, noShutdown: true }));
    expect([a.log, b.log]).toEqual([["<close>"], ["carried", "<close>"]]);
  });

  it("turns a stream into messages and back by the rule, and keeps messages between two that have them", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b", { keepsMessages: true })];
    a.send("one\ntw");
    a.send("o\nthree");
    a.end();
    b.send("four");
    b.send("");
    b.end();
    await join(a, b, optionsWith({ rule: "line" }));
    expect(b.log).toEqual(["one", "two", "three", "<end>", "<close>"]);
    expect(a.log.slice(0, 2)).toEqual(["four\n", "\n"]);
    const [c, d] = [new MemoryEnd("c", { keepsMessages: true }), new MemoryEnd("d", { keepsMessages: true })];
    c.send("a\nb");
    c.send("");
    c.end();
    d.end();
    await join(c, d, optionsWith({ rule: "line" }));
    expect(d.log.slice(0, 2)).toEqual(["a\nb", ""]);
  });

  it("fails when a stream ends inside a message, because its bytes have no place", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b", { keepsMessages: true })];
    a.send("\0\u0005ab");
    a.end();
    await expect(join(a, b, optionsWith({ rule: "u16" }))).rejects.toThrow("first 4 bytes were not sent");
  });

  it("holds back a side until the other has taken its bytes", async () => {
    const [a, b] = [new MemoryEnd("a"), new MemoryEnd("b")];
    let open = (): void => undefined;
    b.gate = new Promise((resolve) => {
      open = resolve;
    });
    const options = optionsWith();
    const joined = join(a, b, options);
    a.send("one");
    a.send("two");
    a.end();
    b.end();
    await expect.poll(() => options.told.data).toEqual(["out one"]);
    open();
    await joined;
    expect(b.log).toEqual(["one", "two", "<end>", "<close>"]);
  });
});
