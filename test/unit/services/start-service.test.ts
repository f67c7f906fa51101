import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/index.ts";
import { bindDatagrams, connect } from "../../../src/net/index.ts";
import { startService } from "../../../src/services/library.ts";
import { promisedLines, runExample } from "../../support/run-example.ts";

const text = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? undefined);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("a service started from TypeScript", () => {
  it("does what its example promises", async () => {
    const source = readFileSync(new URL("../../../src/services/start-service.ts", import.meta.url), "utf8");
    const example = /@example\n((?: \*.*\n)+?) \*\//.exec(source)?.[1]?.replace(/^ \* ?/gm, "") ?? "";
    expect(promisedLines(example)).toEqual(["HELLO"]);
    expect(await runExample(example, { connect, startService })).toEqual(["HELLO"]);
  });

  it("listens on one port for all its networks, tells what happens, and is gone when it is closed", async () => {
    const heard: string[] = [];
    const service = await startService(
      { type: "echo", port: 0 },
      { onEvent: ({ kind, direction }, network) => void heard.push(`${network} ${kind} ${direction ?? ""}`.trim()) },
    );
    await using tcp = await connect({ host: service.host, port: service.port });
    await tcp.write(bytes("你好"));
    expect(text(await tcp.read())).toBe("你好");
    await using udp = await bindDatagrams({ host: "127.0.0.1", port: 0 });
    await udp.send(bytes("hi"), { host: "127.0.0.1", port: service.port });
    expect(text((await udp.receive())[0]?.bytes ?? null)).toBe("hi");
    await service.close();
    await service.close();
    await service.closed;
    expect(heard).toEqual(
      expect.arrayContaining(["tcp data in", "tcp data out", "udp data in", "tcp close", "udp close"]),
    );
    await expect(connect({ host: "127.0.0.1", port: service.port })).rejects.toMatchObject({ code: "ERR_REFUSED" });
  });

  it("opens its sessions in an engine of the caller, which stays open", async () => {
    await using engine = createEngine();
    {
      await using service = await startService({ type: "reply", port: 0, rules: [] }, { engine, record: true });
      expect(engine.sessions.size).toBe(2);
      expect(service.sessions[0]?.capture?.rows).toBeGreaterThan(0);
    }
    await using other = await startService({ type: "time", port: 0 }, { engine });
    expect(other.sessions[0]?.state().phase).toBe("open");
  });

  it("answers an inbox by number", async () => {
    let arrived = (): void => undefined;
    await using service = await startService({ type: "inbox", port: 0 });
    const waits = new Promise<void>((resolve) => (arrived = resolve));
    service.inbox?.subscribe(() => arrived());
    await using udp = await bindDatagrams({ host: "127.0.0.1", port: 0 });
    await udp.send(bytes("发给taibai: 在吗"), { host: "127.0.0.1", port: service.port });
    await waits;
    expect(service.inbox?.waiting).toMatchObject([{ number: 1, to: "taibai", text: "在吗" }]);
    expect(await service.answer(7, "x")).toBe(false);
    expect(await service.answer(1, "在")).toBe(true);
    expect(text((await udp.receive())[0]?.bytes ?? null)).toBe("在");
    expect(await service.answer(null, "again")).toBe(false);
  });

  it.each([
    [{ type: "time", zone: "No/Where" }, "ERR_BAD_OPTION"],
    [{ type: "exec", allow: ["x"] }, "ERR_BAD_OPTION"],
    [{ type: "exec", allow: [], host: "0.0.0.0" }, "ERR_BAD_OPTION"],
    [{ type: "files", folder: "/no/where" }, "ERR_FILE"],
    [{ type: "inbox", networks: ["tcp"] }, "ERR_BAD_OPTION"],
  ] as const)("refuses %j", async (service, code) => {
    await expect(startService({ ...service, port: 0 })).rejects.toMatchObject({ code });
  });
});
