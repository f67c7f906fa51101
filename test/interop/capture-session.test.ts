import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { runProgram } from "../support/capture/run-program.ts";
import { itWith } from "../support/programs.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-session-capture-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pattern(length: number, seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, i) => (i * seed) ^ (i >> 7)));
}

/** Both directions as `follow,tcp,raw` prints them, in hex. */
function followed(output: string): readonly [string, string] {
  const sides: [string, string] = ["", ""];
  for (const line of output.slice(output.indexOf("Node 1:")).split("\n").slice(1)) {
    if (line.startsWith("=")) break;
    sides[line.startsWith("\t") ? 1 : 0] += line.trim();
  }
  return sides;
}

describe("the capture of a live session", () => {
  itWith(["tshark"])("is followed by tshark to the bytes that went over the socket", async () => {
    const captureFile = join(folder, "live.pcapng");
    const engine = createEngine();
    const session = await engine.open({ type: "tcp-server", port: 0, captureFile });
    try {
      const sent = pattern(700_000, 13);
      const answer = pattern(300_000, 29);
      const port = Number(/:(\d+)$/.exec(session.state().local ?? "")?.[1]);
      let received = 0;
      const all = new Promise<void>((resolve) => {
        session.listen((event) => {
          if (event.kind === "data" && event.direction === "in") received += event.bytes.length;
          if (received === sent.length) resolve();
        });
      });
      const socket = connect(port, "127.0.0.1");
      const back: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => back.push(chunk));
      await once(socket, "connect");
      socket.write(sent);
      await all;
      await session.send(answer, "all");
      while (Buffer.concat(back).length < answer.length) await once(socket, "data");
      socket.end();
      await once(socket, "close");
      await session.close();
      const { stdout } = await runProgram("tshark", ["-r", captureFile, "-q", "-z", "follow,tcp,raw,0"]);
      const [client, server] = followed(stdout);
      expect(client === sent.toString("hex")).toBe(true);
      expect(server === answer.toString("hex")).toBe(true);
      expect(session.state().drops.unrecorded).toBe(0);
    } finally {
      await engine.close();
    }
  });
});
