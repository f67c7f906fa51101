import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { JACK, Jack } from "../support/jack.ts";

const MESSAGES = 500;

/** Asks `jack serve upper` message by message; resolves to the connection when all are answered. */
async function askAll(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  for (let at = 0; at < MESSAGES; at++) {
    socket.write(`message ${at}.\n`);
    let text = "";
    while (!text.endsWith("\n")) text += String((await once(socket, "data"))[0]);
    expect(text).toBe(`MESSAGE ${at}.\n`);
  }
  return socket;
}

async function portOf(server: Jack): Promise<number> {
  return Number((await server.stdout(/listening \S+ \S+:(\d+)/))[1]);
}

describe("the lines of jack serve", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("are all there, in order, after %s at once", async (signal) => {
    await using server = new Jack(["serve", "upper", "--tcp", "--port", "0"]);
    const socket = await askAll(await portOf(server));
    server.child.kill(signal);
    const { code, stdout, stderr } = await server.result;
    socket.destroy();
    expect([code, stderr]).toEqual([0, ""]);
    const found = [...String(stdout).matchAll(/message (\d+)\./gi)].map(([text]) => text);
    const wanted = Array.from({ length: MESSAGES }, (_, at) => [`message ${at}.`, `MESSAGE ${at}.`]).flat();
    expect(found).toEqual(wanted);
  });

  it("end it with a sentence when they cannot be written", () => {
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", '"$0" "$1" serve upper --tcp --port 0 > /dev/full', process.execPath, JACK],
      { encoding: "utf8", timeout: 60_000, env: { ...process.env, JACKFIELD_LANG: "zh" } },
    );
    expect([status, stderr]).toEqual([3, "jack：无法写入标准输出：磁盘空间已满\n"]);
  });

  it("end it without a word when nobody reads them any more", async () => {
    await using server = new Jack(["serve", "upper", "--tcp", "--port", "0"]);
    const port = await portOf(server);
    server.child.stdout.destroy();
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("hello\n");
    const { code, stderr } = await server.result;
    socket.destroy();
    expect([code, stderr]).toEqual([0, ""]);
  });
});
