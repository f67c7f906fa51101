import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionState } from "../../../../src/api/index.ts";
import { createEngine, type Engine } from "../../../../src/engine/index.ts";
import { connect } from "../../../../src/net/index.ts";
import { Services } from "../../../../src/services/index.ts";
import { startWorkbench, type Workbench } from "../../../../src/web/server/index.ts";

let engine: Engine;
let workbench: Workbench;
beforeEach(async () => {
  const services = new Services();
  engine = createEngine({ services: services.answering });
  workbench = await startWorkbench({ engine, services, pageFolder: "/nowhere", version: "0", port: 0 });
});
afterEach(async () => {
  await workbench.close();
  await engine.close();
});

async function call(method: string, path: string, body: unknown): Promise<{ status: number; value: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${workbench.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${workbench.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, value: text === "" ? null : (JSON.parse(text) as unknown) };
}

async function open(spec: object): Promise<string> {
  const { status, value } = await call("POST", "/api/sessions", { spec });
  expect(status).toBe(201);
  return (value as SessionState).id;
}

describe("the calls about services", () => {
  it("let rules answer the messages of the session's framing, which can be changed", async () => {
    const service = { type: "reply", rules: [{ answer: { text: "{{length}};" } }] };
    const id = await open({ type: "tcp-server", port: 0, framing: { type: "fixed", size: 3 }, service });
    const port = Number(engine.sessions.get(id)?.state().local?.split(":").at(-1));
    await using stream = await connect({ host: "127.0.0.1", port });
    const answers = async (text: string, length: number): Promise<string> => {
      await stream.write(new TextEncoder().encode(text));
      let told = "";
      while (told.length < length) told += new TextDecoder().decode((await stream.read()) ?? undefined);
      return told;
    };
    expect(await answers("abcdefg", 4)).toBe("3;3;");
    expect(await call("PATCH", `/api/sessions/${id}/view`, { framing: { type: "line" } })).toMatchObject({
      status: 200,
    });
    expect(await answers("a\nbcd\n", 4)).toBe("2;4;");
    const own = { ...service, framing: { type: "delimiter", hex: "3b" } };
    expect(await call("PATCH", `/api/sessions/${id}/service`, { service: own })).toMatchObject({ status: 200 });
    expect(await answers("a;b\n;", 4)).toBe("2;3;");
    const bad = { ...own, framing: { type: "delimiter", hex: "zz" } };
    expect(await call("PATCH", `/api/sessions/${id}/service`, { service: bad })).toMatchObject({ status: 400 });
    expect(await answers("a;", 2)).toBe("2;");
  });

  it("change rules, which the session then says, and refuse bad ones", async () => {
    const id = await open({ type: "udp", port: 0, service: { type: "reply", rules: [] } });
    const service = { type: "reply", rules: [{ answer: { text: "hi" } }] };
    const changed = await call("PATCH", `/api/sessions/${id}/service`, { service });
    expect(changed).toMatchObject({ status: 200, value: { spec: { service } } });
    const bad = { type: "reply", rules: [{ match: { type: "regex", pattern: "(" } }] };
    expect(await call("PATCH", `/api/sessions/${id}/service`, { service: bad })).toMatchObject({
      status: 400,
      value: { error: { code: "ERR_BAD_OPTION" } },
    });
    expect(engine.sessions.get(id)?.state().spec).toMatchObject({ service });
    const other = await call("PATCH", `/api/sessions/${id}/service`, { service: { type: "echo" } });
    expect(other).toMatchObject({ status: 400, value: { error: { code: "ERR_BAD_OPTION" } } });
  });

  it("are refused where no such service answers, or nobody waits", async () => {
    const echo = await open({ type: "udp", port: 0, service: { type: "echo" } });
    const say = await call("POST", `/api/sessions/${echo}/room/messages`, { member: "page/1", text: "x" });
    expect(say).toMatchObject({ status: 501, value: { error: { code: "ERR_UNSUPPORTED" } } });
    const inbox = await open({ type: "udp", port: 0, service: { type: "inbox" } });
    const answer = await call("POST", `/api/sessions/${inbox}/inbox/answers`, { number: 1, text: "x" });
    expect(answer).toMatchObject({ status: 404, value: { error: { code: "ERR_NO_SUCH_ROW" } } });
    const room = await open({ type: "udp", port: 0, service: { type: "room" } });
    const stranger = await call("POST", `/api/sessions/${room}/room/messages`, { member: "s1/1", text: "x" });
    expect(stranger).toMatchObject({ status: 404, value: { error: { code: "ERR_NO_SUCH_PEER" } } });
  });

  it("open nothing that must not be reached", async () => {
    const exec = { type: "tcp-server", host: "0.0.0.0", port: 0, service: { type: "exec", shell: true } };
    expect(await call("POST", "/api/sessions", { spec: exec })).toMatchObject({ status: 400 });
    expect(engine.sessions.size).toBe(0);
  });
});
