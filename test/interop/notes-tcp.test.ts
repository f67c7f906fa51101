import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { notesProgram, readyPort, type Side } from "../support/notes-program.ts";
import { itWith } from "../support/programs.ts";

const it = itWith(["python3"]);

describe.each<readonly [Side, Side]>([
  ["typescript", "python"],
  ["python", "typescript"],
])("the TCP programs of the notes, server %s, client %s", (serverSide, clientSide) => {
  it("tcp-raw: a word, no answer", async () => {
    await using server = await notesProgram(serverSide, "tcp-server-raw", [0]);
    await using client = await notesProgram(clientSide, "tcp-client-raw", [await readyPort(server)]);
    expect(await client.line()).toBe('recv_data: ""');
    expect([await server.line(), await server.line()]).toEqual(["client ('127.0.0.1')", "[108]:99"]);
    expect([await client.exited, await server.exited]).toEqual([0, 0]);
  });

  it("tcp-gbk: a line and its thanks", async () => {
    await using server = await notesProgram(serverSide, "tcp-server-gbk", [0]);
    await using client = await notesProgram(clientSide, "tcp-client-gbk", [await readyPort(server)]);
    client.write("你好，世界\n");
    expect(await server.line()).toBe("你好，世界");
    expect(await client.line()).toBe("thank you !");
    expect([await client.exited, await server.exited]).toEqual([0, 0]);
  });

  it("tcp-download: a file by name, nothing when it is missing", async () => {
    const served = mkdtempSync(join(tmpdir(), "jackfield-notes-"));
    const saved = mkdtempSync(join(tmpdir(), "jackfield-notes-"));
    try {
      const data = Buffer.from(Array.from({ length: 1000 }, (_, i) => i & 0xff));
      writeFileSync(join(served, "数据.bin"), data);
      await using server = await notesProgram(serverSide, "tcp-download-server", [0, served]);
      const port = await readyPort(server);
      await using client = await notesProgram(clientSide, "tcp-download-client", [port], saved);
      client.write("数据.bin\n");
      expect(await server.line()).toBe("数据.bin: 1000 bytes");
      expect(await client.line()).toBe("saved 1000 bytes");
      expect(readFileSync(join(saved, "[接收]数据.bin")).equals(data)).toBe(true);
      await using other = await notesProgram(clientSide, "tcp-download-client", [port], saved);
      other.write("missing\n");
      expect(await server.line()).toBe("no such file: missing");
      expect(await other.line()).toBe("missing or empty");
    } finally {
      rmSync(served, { recursive: true });
      rmSync(saved, { recursive: true });
    }
  });

  it("tcp-upper v1: hello", async () => {
    await using server = await notesProgram(serverSide, "tcp-upper-server-v1", [0]);
    await using client = await notesProgram(clientSide, "tcp-upper-client-v1", [await readyPort(server)]);
    expect(await client.line()).toBe("HELLO");
    expect([await client.exited, await server.exited]).toEqual([0, 0]);
  });

  it("tcp-upper v2: many messages, bytes beyond ASCII stay", async () => {
    await using server = await notesProgram(serverSide, "tcp-upper-server-v2", [0]);
    await using client = await notesProgram(clientSide, "tcp-upper-client-v2", [await readyPort(server)]);
    for (const [text, answer] of [
      ["hello", "HELLO"],
      ["straße 你", "STRAßE 你"],
      ["q", "Q"],
    ]) {
      client.write(`${text}\n`);
      expect(await client.line()).toBe(answer);
    }
    client.end();
    expect(await server.line()).toBe("the client has left");
    expect([await client.exited, await server.exited]).toEqual([0, 0]);
  });

  it("tcp-upper v3: client after client, q ends one", async () => {
    await using server = await notesProgram(serverSide, "tcp-upper-server-v3", [0]);
    const port = await readyPort(server);
    for (const word of ["one", "two"]) {
      await using client = await notesProgram(clientSide, "tcp-upper-client-v3", [port]);
      client.write(`${word}\n`);
      expect(await client.line()).toBe(word.toUpperCase());
      client.write("q\n");
      expect(await client.exited).toBe(0);
      expect(await server.line()).toMatch(/a client has left|connection reset/);
    }
  });

  it("tcp-exec: commands and their output", async () => {
    await using server = await notesProgram(serverSide, "tcp-exec-server", [0]);
    await using client = await notesProgram(clientSide, "tcp-exec-client", [await readyPort(server)]);
    client.write("uname\n");
    expect(await server.line()).toBe("command uname");
    expect(await client.line()).toBe("Linux");
    if (serverSide === "typescript") {
      client.write("cat /etc/passwd\n");
      expect(await client.line()).toMatch(/^not allowed: cat \/etc\/passwd;/);
      client.write("true\n");
      expect(await client.line()).toBe("(no output)");
    }
    client.end();
    expect(await client.exited).toBe(0);
  });

  it("tcp-two-way-chat: turns until q", async () => {
    await using server = await notesProgram(serverSide, "tcp-two-way-chat-server", [0]);
    await using client = await notesProgram(clientSide, "tcp-two-way-chat-client", [await readyPort(server)]);
    client.write("good morning\n");
    expect(await server.line()).toBe("GOOD MORNING");
    server.write("你好\n");
    expect(await client.line()).toBe("你好");
    client.write("bye\n");
    expect(await server.line()).toBe("BYE");
    server.write("q\n");
    expect([await client.exited, await server.exited]).toEqual([0, 0]);
  });
});
