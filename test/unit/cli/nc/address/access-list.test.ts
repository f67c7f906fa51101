import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AccessList, type HostSource } from "../../../../../src/cli/nc/address/access-list.ts";
import type { Resolve } from "../../../../../src/cli/nc/address/resolve.ts";

const resolve: Resolve = async (name) => {
  if (name !== "printer") throw new Error("unknown");
  return [
    { host: "10.0.0.9", family: 4 },
    { host: "fd00::9", family: 6 },
  ];
};
const list = (text: string): HostSource => ({ kind: "list", text });

describe("AccessList", () => {
  it("lets everyone in without lists", async () => {
    const access = await AccessList.load([], [], resolve);
    expect(access.permits("1.2.3.4")).toBe(true);
  });

  it("lets in only those that are allowed, of several lists together", async () => {
    const access = await AccessList.load([list("10.0.0.0/8,printer"), list("::1")], [], resolve);
    expect(["10.1.2.3", "fd00::9", "::1"].map((host) => access.permits(host))).toEqual([true, true, true]);
    expect(["11.0.0.1", "::2"].map((host) => access.permits(host))).toEqual([false, false]);
  });

  it("denies also what is allowed", async () => {
    const access = await AccessList.load([list("10.0.0.0/8")], [list("10.0.0.9")], resolve);
    expect([access.permits("10.0.0.8"), access.permits("10.0.0.9")]).toEqual([true, false]);
  });

  it("always lets Unix peers in", async () => {
    expect((await AccessList.load([list("10.0.0.1")], [], resolve)).permits("")).toBe(true);
  });

  it("reads files: blanks and lines separate, # begins a remark", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "jack-nc-")), "hosts");
    writeFileSync(path, "10.0.0.1 10.0.0.2\n# nobody else\nprinter\n");
    const access = await AccessList.load([{ kind: "file", text: path }], [], resolve);
    expect(["10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.3"].map((host) => access.permits(host))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    [list("1.2.300.4"), 'error in host specification "1.2.300.4". QUITTING.'],
    [list("nobody.example"), 'error in host specification "nobody.example". QUITTING.'],
    [
      { kind: "file", text: "/nowhere/hosts" } as const,
      "can't open /nowhere/hosts: No such file or directory. QUITTING.",
    ],
  ])("refuses %j", async (source, message) => {
    await expect(AccessList.load([source], [], resolve)).rejects.toMatchObject({ code: 2, line: message });
  });
});
