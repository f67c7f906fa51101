import { afterEach, expect, it } from "vitest";
import { TurnOutput } from "../../../../src/cli/output/turn-output.ts";

/** A sink whose writes a test ends. */
class HeldSink {
  readonly written: string[] = [];
  readonly #ends: ((error?: Error) => void)[] = [];

  print(text: string): Promise<void> {
    this.written.push(text);
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  end(error?: Error): void {
    this.#ends.shift()?.(error);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const outputs: TurnOutput[] = [];
function turnOutput(sink: HeldSink): TurnOutput {
  const output = new TurnOutput(sink);
  outputs.push(output);
  return output;
}
const listeners = process.listenerCount("exit");
afterEach(async () => {
  for (const output of outputs.splice(0)) void output.close();
  expect(process.listenerCount("exit")).toBe(listeners);
});

it("writes what one turn printed with one call, at its end", async () => {
  const sink = new HeldSink();
  const output = turnOutput(sink);
  expect(output.print("a\n")).toBeUndefined();
  expect(output.print("b\n")).toBeUndefined();
  await Promise.resolve();
  expect(sink.written).toEqual([]);
  await turn();
  expect(sink.written).toEqual(["a\nb\n"]);
});

it("holds back who prints while a write has not been taken, and keeps the order", async () => {
  const sink = new HeldSink();
  const output = turnOutput(sink);
  void output.print("a");
  await turn();
  const slow = output.print("b");
  expect(slow).toBeInstanceOf(Promise);
  expect(output.print("c")).toBe(slow);
  await turn();
  expect(sink.written).toEqual(["a"]);
  sink.end();
  await turn();
  expect(sink.written).toEqual(["a", "bc"]);
  sink.end();
  await slow;
  expect(output.print("d")).toBeUndefined();
});

it("gathers no more than it has room for", () => {
  const sink = new HeldSink();
  const output = turnOutput(sink);
  const line = "x".repeat(100_000);
  expect([output.print(line), output.print(line)]).toEqual([undefined, undefined]);
  expect(output.print(line)).toBeInstanceOf(Promise);
  expect(sink.written.map(({ length }) => length)).toEqual([300_000]);
});

it("writes what is left when it is closed, and when the process exits", async () => {
  const sink = new HeldSink();
  const output = turnOutput(sink);
  void output.print("a");
  process.listeners("exit").at(-1)?.(0);
  expect(sink.written).toEqual(["a"]);
  void output.print("b");
  sink.end();
  const closed = output.close();
  await turn();
  expect(sink.written).toEqual(["a", "b"]);
  sink.end();
  await closed;
});

it("tells once that a write failed, and prints no more", async () => {
  const sink = new HeldSink();
  const output = turnOutput(sink);
  void output.print("a");
  await turn();
  const slow = output.print("b");
  const gone = new Error("nobody reads");
  sink.end(gone);
  await expect(output.failed).rejects.toBe(gone);
  await slow;
  expect(output.print("c")).toBeUndefined();
  await turn();
  expect(sink.written).toEqual(["a"]);
});
