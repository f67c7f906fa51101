import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CaptureEvent } from "../../../src/capture/index.ts";
import { FileReceiver } from "../../../src/engine/file-receiver.ts";
import type { SessionListener } from "../../../src/engine/index.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jf-receive-"));
  path = join(folder, "file");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function event(
  kind: CaptureEvent["kind"],
  peer: number,
  data = "",
  direction: CaptureEvent["direction"] = "in",
): CaptureEvent {
  return { kind, peer, direction, timeUs: 0, bytes: new TextEncoder().encode(data), detail: null };
}

function source(from: number | "all"): {
  port: Parameters<typeof FileReceiver.start>[0];
  tell: (event: CaptureEvent) => Promise<void>;
  readonly listening: boolean;
} {
  let listener: SessionListener | null = null;
  return {
    port: {
      id: "t1",
      from,
      listen: (given) => {
        listener = given;
        return () => {
          listener = null;
        };
      },
      onChange: () => undefined,
    },
    tell: async (told) => listener?.(told),
    get listening() {
      return listener !== null;
    },
  };
}

describe("FileReceiver", () => {
  it("writes what one peer sends until its FIN; the name appears when the file is whole", async () => {
    const from = source(2);
    const receiver = await FileReceiver.start(from.port, path, {});
    await from.tell(event("data", 2, "hello "));
    await from.tell(event("data", 1, "not me"));
    await from.tell(event("data", 2, "nor this", "out"));
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.file\.[0-9a-f]{8}\.part$/)]);
    await from.tell(event("data", 2, "world"));
    expect(receiver.state()).toMatchObject({ phase: "running", bytes: 11, peer: 2, direction: "in", totalBytes: null });
    await from.tell(event("eof", 2));
    await receiver.ended;
    expect(await readFile(path, "utf8")).toBe("hello world");
    expect(await readdir(folder)).toEqual(["file"]);
    expect(from.listening).toBe(false);
    expect(receiver.state()).toMatchObject({
      phase: "done",
      sha256: createHash("sha256").update("hello world").digest("hex"),
    });
  });

  it("writes what all peers send, until the session ends", async () => {
    const from = source("all");
    const receiver = await FileReceiver.start(from.port, path, {});
    await from.tell(event("data", 1, "a"));
    await from.tell(event("eof", 1));
    await from.tell(event("data", 2, "b"));
    await receiver.finish();
    expect(await readFile(path, "utf8")).toBe("ab");
    expect(receiver.state()).toMatchObject({ phase: "done", peer: null });
  });

  it("stops at maxBytes, exactly", async () => {
    const from = source(1);
    const receiver = await FileReceiver.start(from.port, path, { maxBytes: 5 });
    await from.tell(event("data", 1, "abc"));
    await from.tell(event("data", 1, "defgh"));
    await from.tell(event("data", 1, "ijk"));
    await receiver.ended;
    expect(await readFile(path, "utf8")).toBe("abcde");
  });

  it("keeps what came when it is cancelled", async () => {
    const from = source(1);
    const receiver = await FileReceiver.start(from.port, path, {});
    await from.tell(event("data", 1, "part"));
    receiver.cancel();
    receiver.cancel();
    await receiver.ended;
    expect(await readFile(path, "utf8")).toBe("part");
    expect(receiver.state()).toMatchObject({ phase: "cancelled", bytes: 4 });
  });

  it("a reset leaves what came under the temporary name, and says where", async () => {
    const from = source(1);
    const receiver = await FileReceiver.start(from.port, path, {});
    await from.tell(event("data", 1, "half"));
    await from.tell(event("reset", 1));
    await receiver.ended;
    const [name] = await readdir(folder);
    expect(receiver.state()).toMatchObject({ phase: "failed", sha256: null, problem: { code: "ERR_RESET" } });
    expect(receiver.state().problem?.message).toContain(`what came is in "${join(folder, name ?? "")}"`);
    expect(await readFile(join(folder, name ?? ""), "utf8")).toBe("half");
  });

  it("never replaces a file unless told, not even one made meanwhile", async () => {
    await writeFile(path, "precious");
    await expect(FileReceiver.start(source(1).port, path, {})).rejects.toMatchObject({
      code: "ERR_FILE_EXISTS",
      message: `${path}: the file exists already`,
    });
    const other = join(folder, "other");
    const from = source(1);
    const receiver = await FileReceiver.start(from.port, other, {});
    await from.tell(event("data", 1, "new"));
    await writeFile(other, "precious too");
    await from.tell(event("eof", 1));
    await receiver.ended;
    expect(receiver.state()).toMatchObject({ phase: "failed", problem: { code: "ERR_FILE" } });
    expect(await readFile(other, "utf8")).toBe("precious too");

    const replacing = source(1);
    const second = await FileReceiver.start(replacing.port, path, { overwrite: true });
    await replacing.tell(event("data", 1, "replaced"));
    expect(await readFile(path, "utf8")).toBe("precious");
    await replacing.tell(event("close", 1, "", null));
    await second.ended;
    expect(await readFile(path, "utf8")).toBe("replaced");
  });

  it("refuses what cannot be written", async () => {
    await expect(FileReceiver.start(source(1).port, join(folder, "no", "such", "folder"), {})).rejects.toMatchObject({
      code: "ERR_FILE",
    });
    await expect(FileReceiver.start(source(1).port, path, { maxBytes: 0 })).rejects.toThrow("maxBytes is 0");
    expect(await readdir(folder)).toEqual([]);
  });
});
