import { describe, expect, it } from "vitest";
import type { PeerState, SessionState } from "../../../../../src/api/index.ts";
import { ComposerModel, messageOf } from "../../../../../src/web/client/model/composer-model.ts";
import { previewOf } from "../../../../../src/web/client/model/preview.ts";
import { targetOf } from "../../../../../src/web/client/model/target.ts";

class FakeStorage {
  readonly values = new Map<string, string>();
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
}

const hexOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString("hex"));

describe("the send box", () => {
  it("goes back and forth in what was sent, and returns to what was being typed", () => {
    const composer = new ComposerModel(new FakeStorage());
    for (const text of ["one", "two", "one", "three"]) {
      composer.text.set(text);
      composer.sent();
    }
    composer.text.set("draft");
    const seen: string[] = [];
    while (composer.recall(1)) seen.push(composer.text.get());
    expect(seen).toEqual(["three", "one", "two"]);
    composer.recall(-1);
    expect(composer.text.get()).toBe("one");
    composer.recall(-1);
    composer.recall(-1);
    expect(composer.text.get()).toBe("draft");
    expect(composer.recall(-1)).toBe(false);
  });

  it("remembers settings and history, but never goes on repeating by itself", () => {
    const storage = new FakeStorage();
    const before = new ComposerModel(storage);
    before.change({ mode: "hex", lineEnd: "crlf", repeat: true, periodMs: "50" });
    before.hex.set("01");
    before.sent();
    const after = new ComposerModel(storage);
    expect(after.settings.get()).toMatchObject({ mode: "hex", lineEnd: "crlf", repeat: false, periodMs: "50" });
    expect(after.history.entries.get()).toEqual([{ mode: "hex", text: "01" }]);
  });

  it.each(["not json", "[]", '{"mode":7}', "null"])("begins anew where %s is stored", (stored) => {
    const storage = new FakeStorage();
    storage.setItem("jackfield.composer", stored);
    storage.setItem("jackfield.history", stored);
    const composer = new ComposerModel(storage);
    expect(composer.settings.get().mode).toBe("text");
    expect(composer.history.entries.get()).toEqual([]);
  });

  it("previews text with its line end and checksum, and says where it cannot", () => {
    const composer = new ComposerModel(new FakeStorage());
    composer.change({ lineEnd: "crlf", escapes: true });
    expect(hexOf(previewOf("text", "你\\x00", composer.settings.get(), "gbk").bytes)).toBe("c4e3000d0a");
    composer.change({ checksum: "CRC-16/MODBUS", lineEnd: "none" });
    expect(hexOf(previewOf("hex", "01 03 00 00 00 0a", composer.settings.get(), "gbk").bytes)).toBe("01030000000ac5cd");
    expect(previewOf("text", "a😀", composer.settings.get(), "gbk").fault).toMatchObject({
      code: "ERR_UNENCODABLE",
      position: 1,
    });
    expect(previewOf("hex", "0x", composer.settings.get(), "gbk").fault?.code).toBe("ERR_BAD_HEX");
  });

  it("leaves out of the message what was not chosen", () => {
    const settings = new ComposerModel(new FakeStorage()).settings.get();
    expect(messageOf("text", "hi", settings, "gbk")).toEqual({ type: "text", text: "hi", charset: "gbk" });
    expect(messageOf("hex", "00", settings, "gbk")).toEqual({ type: "hex", hex: "00" });
  });
});

describe("whom a send goes to", () => {
  const session = (type: string, phase = "open"): SessionState => ({ spec: { type }, phase }) as SessionState;
  const peers = (...phases: PeerState["phase"][]): ReadonlyMap<number, PeerState> =>
    new Map(phases.map((phase, at) => [at + 1, { id: at + 1, remote: `127.0.0.1:${at + 1}`, phase } as PeerState]));

  it("is the selected peer, the only one, or all that are open", () => {
    expect(targetOf(session("tcp-server"), 2, peers("open", "open"))).toMatchObject({ kind: "peer", to: 2 });
    expect(targetOf(session("tcp-server"), null, peers("gone", "open"))).toMatchObject({ kind: "peer", to: 2 });
    expect(targetOf(session("tcp-server"), null, peers("open", "half-closed-in", "half-closed-out"))).toEqual({
      kind: "all",
      to: "all",
      count: 2,
    });
  });

  it.each([
    [null, null, "send.notOpen"],
    [session("tcp-server", "closed"), null, "send.notOpen"],
    [session("capture-file"), null, "send.readOnly"],
    [session("tcp-server"), 1, "send.peerGone"],
    [session("tcp-server"), null, "send.nobody"],
    [session("udp"), null, "send.nobodyUdp"],
  ] as const)("is nobody, with the reason", (state, selected, reason) => {
    expect(targetOf(state, selected, peers("gone"))).toEqual({ kind: "none", reason });
  });
});
