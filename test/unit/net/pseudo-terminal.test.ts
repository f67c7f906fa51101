import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { afterEach, describe, expect, it } from "vitest";
import { capabilities, openPseudoTerminal, type PseudoTerminal } from "../../../src/net/index.ts";

const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
});

function terminal(): PseudoTerminal & { readonly device: number } {
  const made = openPseudoTerminal();
  const device = openSync(made.path, constants.O_RDWR | constants.O_NOCTTY);
  opened.push(made.master, device);
  return { ...made, device };
}

function read(fd: number): string {
  const buffer = Buffer.alloc(1000);
  return buffer.toString("latin1", 0, readSync(fd, buffer));
}

describe.skipIf(!capabilities().berkeley)("openPseudoTerminal", () => {
  it("is a terminal: line by line, with echo and its own line ends", () => {
    const made = terminal();
    const { master, device, path } = made;
    expect(path).toMatch(/^\/dev\/pts\/\d+$/);
    writeSync(master, "typed\n");
    expect(read(device)).toBe("typed\n");
    expect(read(master)).toBe("typed\r\n");
    expect(made.endOfInput()).toBe(4);
    writeSync(master, Uint8Array.of(made.endOfInput()));
    expect(read(device)).toBe("");
  });

  it("lets all bytes through as they are when it is raw", () => {
    const made = terminal();
    const { master, device } = made;
    made.makeRaw();
    const all = String.fromCharCode(...Array(256).keys());
    writeSync(master, Buffer.from(all, "latin1"));
    let got = "";
    while (got.length < 256) got += read(device);
    expect(got).toBe(all);
    writeSync(device, "a\nb");
    expect(read(master)).toBe("a\nb");
  });

  it("has the size that it is given", () => {
    const made = terminal();
    made.resize(100, 40);
    const stream = new ReadStream(openSync(made.path, constants.O_RDWR | constants.O_NOCTTY));
    const size = (stream as unknown as { _handle: { getWindowSize(into: number[]): number } })._handle;
    const into: number[] = [];
    expect(size.getWindowSize(into)).toBe(0);
    expect(into).toEqual([100, 40]);
    stream.destroy();
  });
});
