import { closeSync, readSync, writeSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { canSplice, growPipe, spliceFrom, spliceTo } from "../../../src/net/index.ts";
import { Reactor } from "../../../src/net/reactor/reactor.ts";
import { BACKENDS, NODE } from "../../support/net/backends.ts";
import { readToEnd, text, utf8 } from "../../support/net/bytes.ts";
import { checkNoLeaks } from "../../support/net/leaks.ts";
import { streamPair } from "../../support/net/pair.ts";

checkNoLeaks();
const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) closeSync(fd);
});

function pipe(): { readonly reading: number; readonly writing: number } {
  const fds = new Int32Array(2);
  expect(Reactor.current().sys.pipe(fds)).toBe(0);
  const [reading = -1, writing = -1] = fds;
  opened.push(reading, writing);
  return { reading, writing };
}

function shut(fd: number): void {
  closeSync(fd);
  opened.splice(opened.indexOf(fd), 1);
}

/** Both ends of loopback meet a little later. */
async function soon(step: () => number): Promise<number> {
  for (let turn = 0; turn < 500; turn += 1) {
    const result = step();
    if (result !== -1) return result;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("nothing came");
}

describe.each(BACKENDS.slice(1))("$name: splice", (backend) => {
  it("moves bytes from a pipe until its end", async () => {
    await using pair = await streamPair(backend);
    const { reading, writing } = pipe();
    expect(canSplice(pair.client)).toBe(true);
    expect(spliceFrom(pair.client, reading, 1_000)).toBe(-1);
    writeSync(writing, "through the kernel");
    expect(spliceFrom(pair.client, reading, 7)).toBe(7);
    expect(spliceFrom(pair.client, reading, 1_000)).toBe(11);
    shut(writing);
    expect(spliceFrom(pair.client, reading, 1_000)).toBe(0);
    await pair.client.shutdown();
    expect(text((await readToEnd(pair.server)).bytes)).toBe("through the kernel");
    expect(() => spliceFrom(pair.client, reading, 1)).toThrow(expect.objectContaining({ code: "ERR_CLOSED" }));
  });

  it("moves bytes to a pipe, after what was read ahead, until the peer's FIN", async () => {
    await using pair = await streamPair(backend);
    const { reading, writing } = pipe();
    await pair.client.write(utf8("head;"));
    await pair.client.write(utf8("ahead"));
    expect(text(await pair.server.until(";"))).toBe("head;");
    expect(spliceTo(pair.server, writing, 100)).toBe(-1);
    expect(text(await pair.server.read())).toBe("ahead");
    expect(spliceTo(pair.server, writing, 100)).toBe(-1);
    await pair.client.write(utf8("spliced"));
    expect(await soon(() => spliceTo(pair.server, writing, 100))).toBe(7);
    const got = Buffer.alloc(100);
    expect(got.toString("latin1", 0, readSync(reading, got))).toBe("spliced");
    await pair.client.shutdown();
    expect(await soon(() => spliceTo(pair.server, writing, 100))).toBe(0);
    expect(await pair.server.read()).toBeNull();
  });

  it("tells a reset from an end", async () => {
    await using pair = await streamPair(backend);
    const { writing } = pipe();
    await pair.server.shutdown();
    expect(await pair.client.read()).toBeNull();
    pair.client.reset();
    await expect(soon(() => spliceTo(pair.server, writing, 100))).rejects.toMatchObject({ code: "ERR_RESET" });
    await expect(pair.server.read()).rejects.toMatchObject({ code: "ERR_RESET" });
  });

  it("grows a pipe, and says when it cannot", () => {
    const { writing } = pipe();
    expect(growPipe(writing, 262_144)).toBe(true);
    expect(growPipe(writing, 2 ** 30 + 1)).toBe(false);
    expect(growPipe(-1, 4_096)).toBe(false);
  });
});

it("is refused politely over Node's sockets", async () => {
  await using pair = await streamPair(NODE);
  expect([canSplice(pair.client), spliceFrom(pair.client, 0, 1), spliceTo(pair.client, 0, 1)]).toEqual([false, -1, -1]);
});
