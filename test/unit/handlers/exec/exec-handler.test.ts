import { describe, expect, it } from "vitest";
import { AllowList } from "../../../../src/handlers/exec/allow-list.ts";
import { createExec, type ExecOptions } from "../../../../src/handlers/exec/exec-handler.ts";
import type { HandlerReply } from "../../../../src/handlers/index.ts";
import { describeCommand, HandlerScript, testPeer } from "../../../support/handler-script.ts";

const [one, two] = [testPeer(1), testPeer(2)];
const exit = (exitCode: number): HandlerReply => ({ type: "exit", exitCode, signal: null });
const stdout = (text: string): HandlerReply => ({
  type: "output",
  stream: "stdout",
  bytes: new TextEncoder().encode(text),
});

class ExecScript extends HandlerScript {
  constructor(options: Partial<ExecOptions> = {}) {
    const allow = new AllowList(["date=/bin/date", "echo=/bin/echo {text:[a-z]+}"]);
    super(createExec({ allow, charset: "utf-8", ...options }));
  }

  reply(id: string, reply: HandlerReply): string[] {
    return this.raw({ type: "reply", id, reply, nowMs: this.nowMs }).map(describeCommand);
  }
}

const run = (id: number, command: string, ...args: string[]): string =>
  JSON.stringify({ type: "run", id: `run ${id}`, command, args });
const sent = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith("send"));

describe("exec for an original client", () => {
  it("runs a command and answers once, with an audit row", () => {
    const script = new ExecScript();
    expect(script.data(one, "echo hi")).toEqual([run(1, "/bin/echo", "hi"), `wake run 1 ${script.nowMs + 10_000}`]);
    expect(script.reply("run 1", stdout("h"))).toEqual([]);
    expect(script.reply("run 1", stdout("i\n"))).toEqual([]);
    script.nowMs += 25;
    expect(script.reply("run 1", exit(0))).toEqual([
      "cancelWake run 1",
      'rule 1 {"rule":"exec","request":"echo hi","allowed":true,"exitCode":0,"signal":null,"failure":null,"stopped":null,"ms":25,"bytes":3}',
      'send 1 "hi\\n"',
    ]);
  });

  it("refuses what is not on the list, is no UTF-8 or is too long, and goes on", () => {
    const script = new ExecScript({ maxRequestBytes: 10 });
    expect(script.data(one, "rm -rf /")).toEqual([
      expect.stringContaining('"allowed":false') as string,
      'send 1 "Command \\"rm\\" is not allowed; allowed: date, echo"',
    ]);
    expect(script.data(one, Uint8Array.of(0xff))).toEqual(['send 1 "Request is not UTF-8"']);
    expect(script.data(one, "x".repeat(11))).toEqual(['send 1 "Request is longer than 10 bytes"']);
    expect(script.data(one, "date\n")).toContain(run(1, "/bin/date"));
  });

  it("runs one client's commands one after the other, and other clients' beside them", () => {
    const script = new ExecScript();
    script.data(one, "date");
    expect(script.data(one, "echo b")).toEqual([]);
    expect(script.data(two, "date")).toContain(run(2, "/bin/date"));
    expect(script.reply("run 1", exit(0))).toContain(run(3, "/bin/echo", "b"));
  });

  it("bounds how many run and how many wait", () => {
    const script = new ExecScript({ maxRunning: 1, maxWaiting: 1 });
    script.data(one, "date");
    expect(script.data(two, "date")).toEqual([]);
    expect(sent(script.data(two, "date"))).toEqual(['send 2 "Too many commands are waiting"']);
    expect(script.reply("run 1", exit(0))).toContain(run(2, "/bin/date"));
  });

  it("ends a command that takes too long or prints too much, and says which", () => {
    const script = new ExecScript({ maxOutputBytes: 4 });
    script.data(one, "date");
    expect(script.wake("run 1")).toEqual(['{"type":"kill","id":"run 1"}']);
    expect(sent(script.reply("run 1", { type: "exit", exitCode: null, signal: "SIGKILL" }))).toEqual([
      'send 1 "\\n[timed out]"',
    ]);
    script.data(one, "date");
    expect(script.reply("run 2", stdout("12345"))).toEqual(['{"type":"kill","id":"run 2"}']);
    expect(script.reply("run 2", stdout("678"))).toEqual([]);
    expect(sent(script.reply("run 2", { type: "exit", exitCode: null, signal: "SIGKILL" }))).toEqual([
      'send 1 "1234\\n[too much output]"',
    ]);
  });

  it("ends a command with its client, and answers nobody then", () => {
    const script = new ExecScript();
    script.data(one, "date");
    expect(script.close(one)).toEqual(['{"type":"kill","id":"run 1"}']);
    expect(sent(script.reply("run 1", exit(0)))).toEqual([]);
    expect(script.stop()).toEqual([]);
  });

  it("answers what was asked before the client's FIN, then closes", () => {
    const script = new ExecScript();
    script.data(one, "date");
    expect(script.eof(one)).toEqual([]);
    expect(script.reply("run 1", exit(0)).slice(-2)).toEqual(['send 1 "[no output]"', "close 1 fin"]);
    expect(script.eof(two)).toEqual(["close 2 fin"]);
  });

  it("says that a program cannot be started", () => {
    const script = new ExecScript();
    script.data(one, "date");
    const failed: HandlerReply = { type: "failed", ok: false, message: "No such program: /bin/date" };
    expect(sent(script.reply("run 1", failed))).toEqual(['send 1 "No such program: /bin/date"']);
  });
});

it("exec for our own client keeps stdout, stderr and the exit code apart", () => {
  const script = new ExecScript();
  const ready = `${JSON.stringify({ ready: "JACKFIELD-EXEC/1" })}\n`;
  expect(script.data(one, "JACKFIELD-EXEC/1\nec")).toEqual([`send 1 ${JSON.stringify(ready)}`]);
  expect(script.data(one, "ho hi\n")).toContain(run(1, "/bin/echo", "hi"));
  expect(script.reply("run 1", stdout("hi\n"))).toEqual([
    `send 1 ${JSON.stringify('{"stream":"stdout","data":"aGkK"}\n')}`,
  ]);
  expect(sent(script.reply("run 1", exit(3)))).toEqual([
    `send 1 ${JSON.stringify('{"exitCode":3,"signal":null,"failure":null,"stopped":null}\n')}`,
  ]);
});
