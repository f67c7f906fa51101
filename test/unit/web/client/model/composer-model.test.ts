import { describe, expect, it } from "vitest";
import type { PeerState, SessionSpec, SessionState } from "../../../../../src/api/index.ts";
import { ComposerModel, messageOf, siteOf } from "../../../../../src/web/client/model/composer-model.ts";
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

  it("keeps what was chosen for each session, and begins a new one with nothing but the format", () => {
    const composer = new ComposerModel(new FakeStorage());
    composer.turnTo("s1");
    composer.change({ mode: "hex", lineEnd: "crlf", checksum: "CRC-16/MODBUS", repeat: true, periodMs: "50" });
    composer.turnTo("s2");
    const fresh = { mode: "hex", lineEnd: "none", checksum: "", repeat: false, periodMs: "1000" };
    expect(composer.settings.get()).toMatchObject(fresh);
    composer.change({ mode: "text", checksum: "lrc" });
    composer.turnTo("s1");
    const kept = { mode: "hex", lineEnd: "crlf", checksum: "CRC-16/MODBUS", periodMs: "50" };
    expect(composer.settings.get()).toMatchObject({ ...kept, repeat: false });
    composer.turnTo("s2");
    expect(composer.settings.get()).toMatchObject({ mode: "text", checksum: "lrc" });
  });

  it("keeps what stands in the box for each session", () => {
    const composer = new ComposerModel(new FakeStorage());
    composer.turnTo("s1", "a");
    composer.put("hex", "01 02");
    composer.put("text", "for a");
    composer.turnTo("s2", "b");
    expect([composer.text.get(), composer.hex.get()]).toEqual(["", ""]);
    composer.text.set("for b");
    composer.turnTo("s1", "a");
    expect([composer.text.get(), composer.hex.get()]).toEqual(["for a", "01 02"]);
    composer.turnTo(null);
    expect(composer.text.get()).toBe("");
    composer.turnTo("s2", "b");
    expect(composer.text.get()).toBe("for b");
  });

  it("goes on with the same where the session is opened again", () => {
    const composer = new ComposerModel(new FakeStorage());
    composer.turnTo("s1", "a");
    composer.text.set("ping");
    composer.change({ checksum: "lrc", repeat: true });
    composer.turnTo("s2", "a");
    expect(composer.text.get()).toBe("ping");
    expect(composer.settings.get()).toMatchObject({ checksum: "lrc", repeat: false });
    composer.turnTo("s3");
    expect(composer.text.get()).toBe("");
  });

  it.each<[SessionSpec, SessionSpec, boolean]>([
    [
      { type: "tcp-client", host: "h", port: 1 },
      { type: "tcp-client", host: "h", port: 1, charset: { in: "gbk", out: "gbk" } },
      true,
    ],
    [{ type: "tcp-client", host: "h", port: 1 }, { type: "tcp-client", host: "h", port: 2 }, false],
    [{ type: "tcp-server", host: "h", port: 1 }, { type: "tcp-client", host: "h", port: 1 }, false],
    [{ type: "unix-client", path: "/a" }, { type: "unix-client", path: "/a" }, true],
    [{ type: "udp", remote: { host: "h", port: 1 } }, { type: "udp", remote: { host: "h", port: 2 } }, false],
  ])("%j and %j lead to the same: %j", (one, other, same) => {
    expect(siteOf(one) === siteOf(other)).toBe(same);
  });

  it("knows no two sites of ports that the system picks", () => {
    expect(siteOf({ type: "tcp-server", port: 0 })).toBeNull();
  });

  it("does not switch off a repeat of the session that is looked at already", () => {
    const composer = new ComposerModel(new FakeStorage());
    composer.turnTo("s1");
    composer.change({ repeat: true });
    composer.turnTo("s1");
    expect(composer.settings.get().repeat).toBe(true);
    composer.turnTo(null);
    composer.turnTo("s1");
    expect(composer.settings.get().repeat).toBe(false);
  });

  it("remembers the format and the history over a reload, and nothing else", () => {
    const storage = new FakeStorage();
    const before = new ComposerModel(storage);
    before.change({ mode: "hex", lineEnd: "crlf", checksum: "lrc", repeat: true, periodMs: "50" });
    before.hex.set("01");
    before.sent();
    before.change({ mode: "file" });
    const after = new ComposerModel(storage);
    expect(after.settings.get()).toMatchObject({ mode: "hex", lineEnd: "none", checksum: "", repeat: false });
    expect(after.settings.get().periodMs).toBe("1000");
    expect(after.history.entries.get()).toEqual([{ mode: "hex", text: "01" }]);
  });

  it("takes no more than the format of what an older page stored", () => {
    const storage = new FakeStorage();
    storage.setItem("jackfield.composer", '{"mode":"hex","checksum":"lrc","repeat":true}');
    expect(new ComposerModel(storage).settings.get()).toMatchObject({ mode: "hex", checksum: "", repeat: false });
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

  it.each([
    ["text", ""],
    ["hex", ""],
    ["hex", " \n"],
  ] as const)("has nothing to send for %s %j, whatever the checksum", (mode, text) => {
    const composer = new ComposerModel(new FakeStorage());
    composer.change({ checksum: "CRC-16/MODBUS", lineEnd: "crlf" });
    expect(previewOf(mode, text, composer.settings.get(), "gbk")).toEqual({ bytes: null, fault: null });
    // Without one, an empty datagram and an empty line are messages.
    composer.change({ checksum: "" });
    expect(hexOf(previewOf(mode, text, composer.settings.get(), "gbk").bytes)).toBe(mode === "text" ? "0d0a" : "");
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
