import { EventEmitter } from "node:events";
import type { WebSocket } from "ws";
import { describe, expect, it, vi } from "vitest";
import { LiveClient } from "../../../../../src/web/server/live/live-client.ts";
import { FakeEngine } from "../../../../support/fake-engine.ts";

/** A WebSocket whose other end takes nothing until it is told to. */
class StuckSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;

  send(message: string): void {
    this.bufferedAmount += message.length;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** Says it as long as it is listened to; how often that was. */
  sayUntilPaused(event: string, most: number, ...values: unknown[]): number {
    let said = 0;
    while (!this.isPaused && said < most) {
      this.emit(event, ...values);
      said += 1;
    }
    return said;
  }
}

const OPTIONS = { engine: new FakeEngine().engine, services: null, version: "1.0.0" };

describe("a client that takes no answers", () => {
  it.each([
    ["to messages that are none", "{"],
    ["to questions", JSON.stringify({ type: "askRank", view: 1, request: 1, row: 0 })],
  ])("is not read further until it does (%s)", async (_, text) => {
    const socket = new StuckSocket();
    const client = new LiveClient(socket as unknown as WebSocket, OPTIONS);
    expect(socket.sayUntilPaused("message", 1_000_000, Buffer.from(text), false)).toBeLessThan(1_000_000);
    expect(socket.bufferedAmount).toBeLessThan(2 * 1024 * 1024);
    socket.bufferedAmount = 0;
    await vi.waitFor(() => expect(socket.isPaused).toBe(false), { timeout: 10_000 });
    client.close();
  });

  it("is not read further for its pings either", () => {
    const socket = new StuckSocket();
    const client = new LiveClient(socket as unknown as WebSocket, OPTIONS);
    socket.bufferedAmount = 100 * 1024 * 1024;
    expect(socket.sayUntilPaused("ping", 10, Buffer.alloc(0))).toBe(1);
    socket.readyState = 3;
    client.close();
  });
});
