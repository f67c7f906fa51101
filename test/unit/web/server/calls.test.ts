import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeRowBatch, ROW_BATCH_TYPE, type SessionSpec, type SessionState } from "../../../../src/api/index.ts";
import { createEngine, type Engine } from "../../../../src/engine/index.ts";
import { startWorkbench, type Workbench } from "../../../../src/web/server/index.ts";
import { ApiClient } from "../../../support/api-client.ts";
import { FakeEngine, type FakeSession } from "../../../support/fake-engine.ts";

let folder: string;
let engine: Engine;
let workbench: Workbench;
let api: ApiClient;
const faults: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-test-"));
  engine = createEngine();
  const options = { engine, pageFolder: folder, version: "1.2.3", port: 0, maxUploadBytes: 2_000_000 };
  workbench = await startWorkbench({ ...options, onFault: (error) => faults.push(error) });
  api = new ApiClient(workbench);
});

afterAll(async () => {
  await workbench.close();
  await engine.close();
  rmSync(folder, { recursive: true });
  expect(faults).toEqual([]);
});

async function open(spec: SessionSpec): Promise<SessionState> {
  return await api.call("openSession", { body: { spec } });
}

const portOf = ({ local }: SessionState): number => Number(local?.split(":").at(-1));

/** A client of a session that keeps what it hears. */
class Client {
  readonly socket: Socket;
  #heard = Buffer.alloc(0);

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (chunk) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
    });
    this.socket.on("error", () => undefined);
  }

  async heard(length: number): Promise<string> {
    await expect.poll(() => this.#heard.length, { timeout: 10_000 }).toBe(length);
    return this.#heard.toString("hex");
  }

  /** Waits until the session has it. */
  async accepted(session: string, open: number): Promise<this> {
    await expect.poll(async () => (await state(session)).peersOpen, { timeout: 10_000 }).toBe(open);
    return this;
  }
}

const state = (session: string): Promise<SessionState> => api.call("getSession", { params: { session } });

describe("system", () => {
  it("tells what there is to choose and where this machine is reached", async () => {
    const answer = await api.call("system");
    expect(answer).toMatchObject({ version: "1.2.3", lan: false, host: "127.0.0.1", port: workbench.port });
    expect(answer.charsets).toContain("gbk");
    expect(answer.framings).toContain("length");
    expect(answer.checksums).toContainEqual({ name: "CRC-16/MODBUS", bytes: 2 });
    expect(answer.addresses).toContainEqual(expect.objectContaining({ address: "127.0.0.1", loopback: true }));
  });
});

describe("sessions", () => {
  it("open, are listed, looked at, closed and forgotten", async () => {
    const opened = await open({ type: "tcp-server", port: 0, name: "my server" });
    expect(opened).toMatchObject({ name: "my server", phase: "open" });
    const { sessions } = await api.call("listSessions");
    expect(sessions.map(({ id }) => id)).toContain(opened.id);
    const params = { session: opened.id };
    expect(await api.call("closeSession", { params })).toMatchObject({ phase: "closed" });
    await api.call("removeSession", { params });
    expect((await api.problem("getSession", { params })).problem.code).toBe("ERR_NO_SUCH_SESSION");
    expect((await api.problem("removeSession", { params })).status).toBe(404);
  });

  it("change how they are shown, normalised as a spec is", async () => {
    const { id } = await open({ type: "tcp-server", port: 0 });
    const body = {
      charset: { in: "gbk", out: "big5" },
      framing: { type: "delimiter", hex: "0D 0A" },
    } as const;
    const { spec } = await api.call("setView", { params: { session: id }, body });
    expect(spec).toMatchObject({ charset: body.charset, framing: { type: "delimiter", hex: "0d0a" } });
    const bad = { framing: { type: "fixed", size: 0 } } as const;
    const failure = await api.problem("setView", { params: { session: id }, body: bad });
    expect([failure.status, failure.problem.code]).toEqual([400, "ERR_BAD_SPEC"]);
    expect(failure.problem.message).toContain("framing.size");
  });

  it.each<[string, unknown, number, string, string]>([
    ["a wrong field", { spec: { type: "tcp-server", port: 70_000 } }, 400, "ERR_BAD_SPEC", "port"],
    ["an unknown field", { spec: { type: "udp", prot: 1 } }, 400, "ERR_BAD_SPEC", "prot"],
    ["an unknown type", { spec: { type: "tcp" } }, 400, "ERR_BAD_SPEC", "type"],
    ["no spec", {}, 400, "ERR_BAD_OPTION", "spec"],
    ["an unknown property", { spec: { type: "udp" }, keep: true }, 400, "ERR_BAD_OPTION", "keep"],
    ["no object", [], 400, "ERR_BAD_OPTION", "object"],
  ])("refuse %s", async (_, body, status, code, word) => {
    const failure = await api.problem("openSession", { body: body as { spec: SessionSpec } });
    expect([failure.status, failure.problem.code]).toEqual([status, code]);
    expect(failure.problem.message).toContain(word);
    expect(failure.problem.remedy).not.toBe("");
  });

  it("say whose port it is and which is free", async () => {
    const first = await open({ type: "tcp-server", port: 0 });
    const { status, problem } = await api.problem("openSession", {
      body: { spec: { type: "tcp-server", port: portOf(first) } },
    });
    expect([status, problem.code]).toEqual([409, "ERR_ADDRESS_IN_USE"]);
    expect(problem.freePort).toBeGreaterThan(portOf(first));
  });

  it("that failed are kept when that is wanted", async () => {
    const first = await open({ type: "tcp-server", port: 0 });
    const spec = { type: "tcp-server", port: portOf(first) } as const;
    const kept = await api.call("openSession", { body: { spec, keepFailed: true } });
    expect(kept).toMatchObject({ phase: "failed", problem: { code: "ERR_ADDRESS_IN_USE" } });
    await api.call("removeSession", { params: { session: kept.id } });
  });
});

describe("peers and sending", () => {
  it("sends to one, to some and to all, and says the exact bytes and whom they reached", async () => {
    const session = await open({ type: "tcp-server", port: 0, charset: { in: "gbk", out: "gbk" } });
    const params = { session: session.id };
    const clients: Client[] = [];
    for (const n of [1, 2, 3]) clients.push(await new Client(portOf(session)).accepted(session.id, n));
    const [one, two, three] = clients as [Client, Client, Client];
    const { peers } = await api.call("listPeers", { params });
    expect(peers.map(({ id, phase }) => [id, phase])).toEqual([1, 2, 3].map((id) => [id, "open"]));

    const sent = await api.call("send", {
      params,
      body: { message: { type: "text", text: "你好", lineEnd: "crlf" }, to: 2 },
    });
    expect(sent).toEqual({
      length: 6,
      base64: Buffer.from("c4e3bac30d0a", "hex").toString("base64"),
      sent: [{ peer: 2, remote: peers[1]?.remote }],
      failed: [],
    });
    await api.call("send", { params, body: { message: { type: "hex", hex: "00 ff" }, to: [1, 3] } });
    await api.call("send", { params, body: { message: { type: "base64", base64: "AQ==" }, to: "all" } });
    expect(await one.heard(3)).toBe("00ff01");
    expect(await two.heard(7)).toBe("c4e3bac30d0a01");
    expect(await three.heard(3)).toBe("00ff01");

    const reset = once(one.socket, "close").catch((error: NodeJS.ErrnoException) => error.code);
    const ends = [once(two.socket, "end"), once(three.socket, "end")];
    await api.call("resetPeer", { params: { ...params, peer: 1 } });
    await api.call("disconnectPeer", { params: { ...params, peer: 2 } });
    await api.call("shutdownPeer", { params: { ...params, peer: 3 } });
    expect(await reset).toBe("ECONNRESET");
    await Promise.all(ends);
    const gone = await api.problem("disconnectPeer", { params: { ...params, peer: 9 } });
    expect([gone.status, gone.problem.code]).toEqual([404, "ERR_NO_SUCH_PEER"]);
    for (const client of clients) client.socket.destroy();
  });

  it.each([
    [{ type: "text", text: "你€", charset: "gb2312" }, "ERR_UNENCODABLE", 1],
    [{ type: "text", text: "a\n\u{1F600}", charset: "gbk", lineBreaks: "crlf" }, "ERR_UNENCODABLE", 2],
    [{ type: "text", text: "a\\q", escapes: true }, "ERR_BAD_ESCAPE", 1],
    [{ type: "hex", hex: "zz 1" }, "ERR_BAD_HEX", 0],
    [{ type: "base64", base64: "AA*=" }, "ERR_BAD_BASE64", 2],
  ] as const)("blocks %j before anything is sent", async (message, code, position) => {
    const { problem } = await api.problem("preview", { body: { message } });
    expect(problem.code).toBe(code);
    expect(problem.position).toBe(position);
  });

  it("says that nobody is there", async () => {
    const { id } = await open({ type: "tcp-server", port: 0 });
    const body = { message: { type: "hex", hex: "00" }, to: "all" } as const;
    const failure = await api.problem("send", { params: { session: id }, body });
    expect([failure.status, failure.problem.code]).toEqual([409, "ERR_NOT_CONNECTED"]);
  });

  it("repeats until it is stopped, and a number of times", async () => {
    const session = await open({ type: "tcp-server", port: 0 });
    const params = { session: session.id };
    const client = await new Client(portOf(session)).accepted(session.id, 1);
    const body = { message: { type: "text", text: "x" }, to: "all", periodMs: 1 } as const;
    await api.call("startRepeat", { params, body: { ...body, count: 5 } });
    expect(await client.heard(5)).toBe("7878787878");
    const { id } = await api.call("startRepeat", { params, body: { ...body, periodMs: 60_000 } });
    expect((await state(session.id)).repeats.map((repeat) => repeat.id)).toContain(id);
    await api.call("stopRepeat", { params: { ...params, repeat: id } });
    expect((await state(session.id)).repeats.map((repeat) => repeat.id)).not.toContain(id);
    client.socket.destroy();
  });

  it("makes a UDP peer of an address and sends to it", async () => {
    const other = createSocket("udp4").bind(0, "127.0.0.1");
    await once(other, "listening");
    const { id } = await open({ type: "udp" });
    const params = { session: id };
    const peer = await api.call("addPeer", { params, body: { host: "127.0.0.1", port: other.address().port } });
    const heard = once(other, "message");
    await api.call("send", { params, body: { message: { type: "text", text: "hi" }, to: peer.id } });
    expect(String((await heard)[0])).toBe("hi");
    other.close();
  });
});

describe("files", () => {
  it("are sent from here and from the page, and received, byte by byte the same", async () => {
    const session = await open({ type: "tcp-server", port: 0 });
    const params = { session: session.id };
    const client = await new Client(portOf(session)).accepted(session.id, 1);
    const content = randomBytes(300_000);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const path = join(folder, "out.bin");
    writeFileSync(path, content);

    const first = await api.call("sendFile", { params, body: { path, to: "all" } });
    expect(await engine.sessions.get(session.id)?.transferEnd(first.id)).toMatchObject({ phase: "done", sha256 });
    const second = await api.call("sendUpload", {
      params,
      query: { to: "1", name: "../../报告.bin", chunkBytes: 1000 },
      body: new Uint8Array(content),
    });
    expect(second.path).toMatch(/报告\.bin$/);
    expect(await engine.sessions.get(session.id)?.transferEnd(second.id)).toMatchObject({ phase: "done", sha256 });
    await expect.poll(() => existsSync(second.path)).toBe(false);
    expect(await client.heard(600_000)).toBe(Buffer.concat([content, content]).toString("hex"));

    const into = join(folder, "in.bin");
    const third = await api.call("receiveFile", { params, body: { path: into, from: 1, maxBytes: 5 } });
    client.socket.write("hello, and more");
    expect(await engine.sessions.get(session.id)?.transferEnd(third.id)).toMatchObject({ phase: "done" });
    expect(readFileSync(into, "utf8")).toBe("hello");
    client.socket.destroy();
  });

  it("that cannot be used are problems", async () => {
    const { id } = await open({ type: "tcp-server", port: 0 });
    const params = { session: id };
    const missing = await api.problem("receiveFile", { params, body: { path: join(folder, "no", "f"), from: "all" } });
    expect([missing.status, missing.problem.code]).toEqual([409, "ERR_FILE"]);
    const large = await api.problem("sendUpload", { params, query: { to: "all" }, body: new Uint8Array(2_000_001) });
    expect([large.status, large.problem.code]).toEqual([413, "ERR_LIMIT"]);
    const target = await api.problem("sendUpload", { params, query: { to: "everyone" }, body: new Uint8Array(1) });
    expect([target.status, target.problem.code]).toEqual([400, "ERR_BAD_OPTION"]);
  });

  it("being received are cancelled", async () => {
    const { id } = await open({ type: "tcp-server", port: 0 });
    const params = { session: id };
    const started = await api.call("receiveFile", { params, body: { path: join(folder, "cancelled"), from: "all" } });
    await api.call("cancelTransfer", { params: { ...params, transfer: started.id } });
    expect(await engine.sessions.get(id)?.transferEnd(started.id)).toMatchObject({ phase: "cancelled" });
  });
});

describe("captures", () => {
  it("are taken away as a file and brought back with the same rows", async () => {
    const session = await open({ type: "tcp-server", port: 0, name: "带走" });
    const client = await new Client(portOf(session)).accepted(session.id, 1);
    await api.call("send", {
      params: { session: session.id },
      body: { message: { type: "text", text: "你好" }, to: 1 },
    });
    await client.heard(6);
    await api.call("closeSession", { params: { session: session.id } });
    const file = await api.response("downloadCapture", { params: { session: session.id } });
    const bytes = new Uint8Array(await file.arrayBuffer());

    const opened = await api.call("uploadCapture", { query: { name: "带走.pcapng" }, body: bytes });
    expect(opened).toMatchObject({ name: "带走.pcapng", problem: null, spec: { type: "capture-file" } });
    const rowsOf = async (id: string): Promise<unknown> => {
      const { rows } = await api.call("rows", { params: { session: id }, query: { from: 0 } });
      return rows.map(({ kind, direction, bytes: payload }) => [kind, direction, payload]);
    };
    expect(await rowsOf(opened.id)).toEqual(await rowsOf(session.id));
    const path = (await state(opened.id)).captureFile ?? "";
    expect(existsSync(path)).toBe(true);
    await api.call("removeSession", { params: { session: opened.id } });
    await expect.poll(() => existsSync(path)).toBe(false);
  });

  it("that are none are refused, and nothing is kept of them", async () => {
    const before = engine.sessions.size;
    const failure = await api.problem("uploadCapture", { body: new TextEncoder().encode("this is no capture at all") });
    expect([failure.status, failure.problem.code]).toEqual([422, "ERR_BAD_CAPTURE"]);
    expect(engine.sessions.size).toBe(before);
  });
});

describe("rows", () => {
  const fake = new FakeEngine();
  let session: FakeSession;
  let other: Workbench;
  let rowApi: ApiClient;
  const params = { session: "s1" };

  beforeAll(async () => {
    session = fake.add("s1");
    session.name = "温度 服务器/1";
    session.capture.add(["zero", "one", "two", "three", "four", "five"]);
    other = await startWorkbench({ engine: fake.engine, pageFolder: folder, version: "1", port: 0 });
    rowApi = new ApiClient(other);
  });

  afterAll(() => other.close());

  it("come by range as JSON, with as much of the payload as wanted", async () => {
    const { total, rows } = await rowApi.call("rows", { params, query: { from: 2, count: 2, preview: 3 } });
    expect(total).toBe(6);
    expect(rows).toMatchObject([
      { index: 2, length: 3, bytes: Buffer.from("two").toString("base64"), direction: "in", peer: 1 },
      { index: 3, length: 5, bytes: Buffer.from("thr").toString("base64"), framing: null },
    ]);
  });

  it("come by range as a batch", async () => {
    const headers = { accept: ROW_BATCH_TYPE };
    const answer = await rowApi.response("rows", { params, query: { from: 4 }, headers });
    expect(answer.headers.get("content-type")).toBe(ROW_BATCH_TYPE);
    const { first, total, rows } = decodeRowBatch(new Uint8Array(await answer.arrayBuffer()));
    expect([first, total, rows.map(({ index }) => index)]).toEqual([4, 6, [4, 5]]);
  });

  it("come by rank among those that match", async () => {
    const { total, rows } = await rowApi.call("rows", { params, query: { from: 1, count: 1, filter: "o" } });
    expect([total, rows.map(({ index }) => index)]).toEqual([4, [1]]);
    expect(session.capture.filters.size).toBe(0);
    const { status, problem } = await rowApi.problem("rows", { params, query: { from: 0, filter: "a!" } });
    expect([status, problem.code, problem.position]).toEqual([400, "ERR_BAD_FILTER", 1]);
  });

  it("are filtered in a language that can be checked as it is typed", async () => {
    await rowApi.call("checkFilter", { body: { filter: 'dir:in peer:#3 text~"a"' } });
    const { problem } = await rowApi.problem("checkFilter", { body: { filter: "dir:in len>" } });
    expect([problem.code, problem.position]).toEqual(["ERR_BAD_FILTER", 11]);
  });

  it("are found by time", async () => {
    expect(await rowApi.call("rowAt", { params, query: { timeUs: 1.7e15 + 60 } })).toEqual({ row: 2 });
  });

  it.each([
    [{}, {}, 200, "three", null],
    [{ offset: 2 }, {}, 200, "ree", null],
    [{ offset: 1, length: 2 }, {}, 200, "hr", null],
    [{ offset: 99 }, {}, 200, "", null],
    [{}, { range: "bytes=1-2" }, 206, "hr", "bytes 1-2/5"],
    [{}, { range: "bytes=3-" }, 206, "ee", "bytes 3-4/5"],
    [{}, { range: "bytes=-2" }, 206, "ee", "bytes 3-4/5"],
    [{}, { range: "bytes=9-" }, 416, "", "bytes */5"],
    [{}, { range: "lines=1" }, 200, "three", null],
  ])("give their payload: %j %j", async (query, headers, status, text, range) => {
    const answer = await rowApi.response("payload", { params: { ...params, row: 3 }, query, headers });
    expect([answer.status, await answer.text(), answer.headers.get("content-range")]).toEqual([status, text, range]);
    expect(answer.headers.get("content-disposition")).toContain("attachment");
  });

  it("that are not there are problems", async () => {
    const { status, problem } = await rowApi.problem("payload", { params: { ...params, row: 6 } });
    expect([status, problem.code]).toEqual([404, "ERR_NO_SUCH_ROW"]);
    for (const query of [
      { from: -1 },
      { from: 0, count: 10_001 },
      { from: 0, charsetIn: "klingon" },
      { from: Number.NaN },
    ]) {
      const failure = await rowApi.problem("rows", { params, query: query as { from: number } });
      expect([failure.status, failure.problem.code]).toEqual([400, "ERR_BAD_OPTION"]);
    }
  });

  it("are downloaded as a file with a fitting name", async () => {
    const answer = await rowApi.response("downloadCapture", { params });
    expect(answer.headers.get("content-type")).toBe("application/x-pcapng");
    const disposition = answer.headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename="__-___-1-\d{8}-\d{6}\.pcapng"; filename\*=UTF-8''/);
    expect(decodeURIComponent(disposition)).toContain("温度-服务器-1-");
    expect(await answer.text()).toBe("capture of 6 rows");
    const path = join(folder, "saved.pcapng");
    await rowApi.call("saveCapture", { params, body: { path } });
    expect(readFileSync(path, "utf8")).toBe("capture of 6 rows");
  });
});
