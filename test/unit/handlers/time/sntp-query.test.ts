import { describe, expect, it } from "vitest";
import { createSntpServer } from "../../../../src/handlers/time/sntp.ts";
import { SntpQuery } from "../../../../src/handlers/time/sntp-query.ts";
import { testPeer } from "../../../support/handler-script.ts";

const SENT = Date.UTC(2026, 10, 21, 12, 0, 0, 250);

/** What our server answers when its clock is there. */
function answerAt(query: SntpQuery, serverMs: number): Uint8Array {
  const peer = testPeer(1, "udp");
  const [command] = createSntpServer().handle({ type: "data", peer, bytes: query.request, nowMs: serverMs });
  if (command?.type !== "send") throw new Error("no answer");
  return command.bytes.slice();
}

describe("an SNTP query", () => {
  it.each([
    { name: "a clock that is right", aheadMs: 0, wayMs: 10 },
    { name: "a clock that is late", aheadMs: 90_000, wayMs: 40 },
    { name: "a clock that is ahead", aheadMs: -1500, wayMs: 0 },
    { name: "a server in 2040, after the seconds began again", aheadMs: Date.UTC(2040, 0) - SENT, wayMs: 2 },
  ])("finds the offset of $name", ({ aheadMs, wayMs }) => {
    const query = new SntpQuery(SENT);
    const bytes = answerAt(query, SENT + wayMs / 2 + aheadMs);
    const answer = query.read(bytes, SENT + wayMs);
    if (answer.type !== "time") throw new Error(answer.type);
    expect(answer.reading.offsetMs).toBeCloseTo(aheadMs, 2);
    expect(answer.reading.delayMs).toBeCloseTo(wayMs, 2);
    expect(answer.reading).toMatchObject({ stratum: 10, reference: "LOCL" });
  });

  it.each([
    { name: "an answer to another request", change: (bytes: Uint8Array) => bytes.fill(1, 24, 32) },
    { name: "a request", change: (bytes: Uint8Array) => bytes.fill((4 << 3) | 3, 0, 1) },
    { name: "a piece of an answer", change: (bytes: Uint8Array) => bytes.subarray(0, 47) },
    { name: "an empty datagram", change: () => new Uint8Array(0) },
  ])("does not believe $name", ({ change }) => {
    const query = new SntpQuery(SENT);
    expect(query.read(change(answerAt(query, SENT)), SENT)).toEqual({ type: "unrelated" });
  });

  it.each([
    { name: "a kiss of death", at: [1, 0], reason: "kiss of death LOCL" },
    { name: "a clock without a source", at: [1, 16], reason: "its clock is not synchronised" },
    { name: "an alarm", at: [0, 0xe4], reason: "its clock is not synchronised" },
  ])("takes no time from $name", ({ at: [index = 0, value = 0], reason }) => {
    const query = new SntpQuery(SENT);
    const bytes = answerAt(query, SENT);
    bytes[index] = value;
    expect(query.read(bytes, SENT)).toEqual({ type: "refused", reason });
  });
});
