import { describe, expect, it } from "vitest";
import { binaryCodec } from "../../../../src/net/socket/file-codec.ts";
import { parseFileMode } from "../../../../src/net/socket/file-mode.ts";
import { type FileCall, FileSteps } from "../../../../src/net/socket/file-steps.ts";
import { text, utf8 as bytes } from "../../../support/net/bytes.ts";

/** Runs a call against a socket that gives `chunks` and keeps what is sent. */
function run<R>(call: FileCall<R>, chunks: string[], sent: string[] = []): R {
  let step = call.next();
  while (step.done !== true) {
    if (typeof step.value === "number") step = call.next(bytes(chunks.shift() ?? ""));
    else {
      sent.push(Buffer.from(step.value).toString());
      step = call.next();
    }
  }
  return step.value;
}

function steps(
  mode: "rb" | "wb" | "rwb",
  buffering?: number,
  release: () => void = () => undefined,
): FileSteps<Uint8Array> {
  return new FileSteps(parseFileMode(mode, buffering === undefined ? {} : { buffering }), binaryCodec(), release);
}

describe("FileSteps", () => {
  it("asks for bytes until a read has them, and keeps the rest", () => {
    const file = steps("rb");
    const chunks = ["ab", "c\nde", "f"];
    expect(text(run(file.readline(-1), chunks))).toBe("abc\n");
    expect(chunks).toEqual(["f"]);
    expect(text(run(file.read(-1), chunks))).toBe("def");
    expect(run(file.readlines(), chunks)).toEqual([]);
  });

  it("gives what was gathered to the socket when it is enough, at a flush and at the close", () => {
    const sent: string[] = [];
    let released = 0;
    const file = steps("wb", 4, () => (released += 1));
    run(file.write(bytes("ab")), [], sent);
    expect(sent).toEqual([]);
    run(file.write(bytes("cde")), [], sent);
    run(file.write(bytes("f")), [], sent);
    run(file.close(), [], sent);
    run(file.close(), [], sent);
    expect([sent, released]).toEqual([["abcde", "f"], 1]);
  });

  it("releases the socket when the last send fails", () => {
    let released = 0;
    const file = steps("wb", 100, () => (released += 1));
    run(file.write(bytes("ab")), []);
    const call = file.close();
    expect(call.next().done).toBe(false);
    expect(() => call.throw(new Error("gone"))).toThrow("gone");
    expect([released, file.closed]).toEqual([1, true]);
  });

  it("loses nothing when a read fails", () => {
    const file = steps("rb");
    const call = file.read(4);
    call.next();
    call.next(bytes("ab"));
    expect(() => call.throw(new Error("timed out"))).toThrow("timed out");
    expect(text(run(file.read(4), ["cdef"]))).toBe("abcd");
  });

  it("refuses the wrong direction and a closed file", () => {
    expect(() => steps("wb").read(1).next()).toThrow(expect.objectContaining({ code: "ERR_UNSUPPORTED" }));
    const file = steps("rwb");
    run(file.close(), []);
    expect(() => file.write(bytes("a")).next()).toThrow(expect.objectContaining({ code: "ERR_CLOSED" }));
  });
});
