import { describe, expect, it } from "vitest";
import { openWithRetry, type RetryNotice } from "../../../../src/cli/conversation/open-with-retry.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { type ErrorCode, JackfieldError, LocalProtocolError, SocketError } from "../../../../src/errors/index.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

const PLAN = { attempts: 3, delayMs: 100, maxDelayMs: 250 };
const failure = (code: ErrorCode = "ERR_REFUSED"): SocketError =>
  new SocketError(code, { op: "connect", network: "tcp", remote: "127.0.0.1:1" });

/** Opens with so many failures before it succeeds. */
async function run(
  failures: number,
  plan = PLAN,
  error: Error = failure(),
): Promise<{ result: unknown; told: RetryNotice[]; ms: number }> {
  const clock = new FakeClock();
  const told: RetryNotice[] = [];
  let left = failures;
  const open = async (): Promise<string> => {
    if (left-- > 0) throw error;
    return "open";
  };
  const { signal } = new AbortController();
  const result = await openWithRetry({ clock, messages: en }, plan, signal, open, (notice) => told.push(notice)).catch(
    (thrown: unknown) => thrown,
  );
  return { result, told, ms: clock.nowMs() };
}

describe("openWithRetry", () => {
  it("opens after failures, with doubled waits up to the longest", async () => {
    const { result, told, ms } = await run(3);
    expect(result).toBe("open");
    expect(told.map(({ delayMs }) => delayMs)).toEqual([100, 200, 250]);
    expect(ms).toBe(550);
    expect(told[0]?.text).toBe("connect tcp 127.0.0.1:1: connection refused; trying again in 0.1 s (1 of 3)");
  });

  it("gives up with the last failure", async () => {
    const { result, told } = await run(4);
    expect(result).toMatchObject({ code: "ERR_REFUSED" });
    expect(told).toHaveLength(3);
  });

  it("never gives up with 0 attempts", async () => {
    const { result, told } = await run(100, { attempts: 0, delayMs: 1, maxDelayMs: 4 });
    expect(result).toBe("open");
    expect(told.at(-1)).toMatchObject({ attempt: 100, attempts: null, delayMs: 4 });
  });

  it.each([
    ["a wrong option", new SocketError("ERR_BAD_OPTION", { op: "setsockopt", network: "tcp" })],
    ["an option that the platform lacks", new SocketError("ERR_UNSUPPORTED", { op: "setsockopt", network: "tcp" })],
    ["a file that exists", new JackfieldError("ERR_FILE_EXISTS", "x")],
    ["a bad spec", new LocalProtocolError("ERR_BAD_SPEC", "x")],
    ["a fault of our own", new Error("x")],
  ])("does not try again what time cannot mend: %s", async (_name, error) => {
    const { result, told } = await run(1, PLAN, error);
    expect(result).toBe(error);
    expect(told).toEqual([]);
  });

  it("does nothing more when it is interrupted", async () => {
    const controller = new AbortController();
    const context = { clock: new FakeClock(), messages: zh };
    let tries = 0;
    const open = async (): Promise<never> => {
      tries += 1;
      throw failure();
    };
    const opening = openWithRetry(context, PLAN, controller.signal, open, () => controller.abort(new Error("stop")));
    await expect(opening).rejects.toThrow("stop");
    expect(tries).toBe(1);
  });
});
