import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { SendGate } from "../../src/engine/send-gate.ts";
import { EventLog } from "../support/event-log.ts";
import { MemoryNetwork } from "../support/memory-network.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const action = fc.oneof(
  fc.record({ type: fc.constant("send" as const), peer: fc.integer({ min: 1, max: 3 }), bytes }),
  fc.record({ type: fc.constant("receive" as const), peer: fc.integer({ min: 1, max: 3 }), bytes }),
  fc.record({ type: fc.constant("turn" as const) }),
);

it("whatever is sent and received in whatever order, every byte arrives once, in order, and is told and counted", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 40 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 500 }),
      async (actions, capacity, maxQueuedBytes) => {
        const network = new MemoryNetwork();
        network.capacity = capacity;
        const engine = createEngine({ network });
        const log = new EventLog();
        const session = await engine.open(
          { type: "tcp-server", port: 80, record: false, limits: { maxQueuedBytes } },
          { listener: log.listener },
        );
        const clients = [];
        for (let n = 0; n < 3; n++) clients.push(await network.connect({ host: "127.0.0.1", port: 80 }));
        await log.until(() => log.of("accept").length === 3);
        const out = [[], [], []] as Uint8Array[][];
        const into = [[], [], []] as Uint8Array[][];
        const waits: Promise<unknown>[] = [];
        for (const step of actions) {
          if (step.type === "turn") await new Promise((resolve) => setImmediate(resolve));
          else if (step.type === "send") {
            out[step.peer - 1]?.push(step.bytes);
            waits.push(session.send(step.bytes, step.peer));
          } else {
            into[step.peer - 1]?.push(step.bytes);
            waits.push(clients[step.peer - 1]?.write(step.bytes) ?? Promise.resolve());
          }
        }
        const reading = clients.map(async (client) => {
          await client.shutdown();
          const got: Uint8Array[] = [];
          for (let part = await client.read(); part !== null; part = await client.read()) got.push(part);
          await client.close();
          return Buffer.concat(got);
        });
        await Promise.all(waits);
        const got = await Promise.all(reading);
        await log.until(() => log.of("close").length === 3);
        clients.forEach((_, index) => {
          const [sent, received] = [Buffer.concat(out[index] ?? []), Buffer.concat(into[index] ?? [])];
          expect(got[index]).toEqual(sent);
          expect(log.bytes("out", index + 1)).toEqual(sent);
          expect(log.bytes("in", index + 1)).toEqual(received);
          const { counters, queuedBytes } = session.peers()[index] ?? {};
          expect(counters).toMatchObject({ bytesIn: received.length, bytesOut: sent.length });
          expect(queuedBytes).toBe(0);
        });
        await engine.close();
      },
    ),
    { numRuns: 60 },
  );
});

it("a gate admits in order, never more than its bound but for a single large send, and loses nobody", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 40 }),
      async (sizes, bound) => {
        const gate = new SendGate(bound, () => undefined);
        const order: number[] = [];
        const inside = new Map<number, number>();
        const sends = sizes.map(async (size, index) => {
          const turn = gate.enter(size);
          if (turn !== null) await turn;
          order.push(index);
          inside.set(index, size);
          const total = [...inside.values()].reduce((sum, one) => sum + one, 0);
          if (total > bound) expect([...inside.values()].filter((one) => one > 0)).toHaveLength(1);
          await new Promise((resolve) => setImmediate(resolve));
          inside.delete(index);
          gate.leave(size);
        });
        await Promise.all(sends);
        await gate.drained();
        expect(order).toEqual(sizes.map((_, index) => index));
        expect(gate.bytes).toBe(0);
      },
    ),
    { numRuns: 100 },
  );
});
