import { describe, expect, it } from "vitest";
import type { HandlerReply } from "../../../src/handlers/index.ts";
import { ProcessRunner } from "../../../src/services/process-runner.ts";

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly last: HandlerReply;
}

function runToEnd(runner: ProcessRunner, command: string, args: readonly string[]): Promise<Ended> {
  const outputs = { stdout: "", stderr: "" };
  return new Promise((resolve) => {
    runner.run("1", command, args, (reply) => {
      if (reply.type === "output") outputs[reply.stream] += Buffer.from(reply.bytes).toString();
      else resolve({ ...outputs, last: reply });
    });
  });
}

describe.skipIf(process.platform === "win32")("ProcessRunner", () => {
  it("keeps both outputs and the exit code", async () => {
    const ended = await runToEnd(new ProcessRunner(), "/bin/sh", ["-c", "echo out; echo err >&2; exit 3"]);
    expect(ended).toEqual({ stdout: "out\n", stderr: "err\n", last: { type: "exit", exitCode: 3, signal: null } });
  });

  it("drains 10 MB of stderr beside stdout", async () => {
    const script = "head -c 10000000 /dev/zero | tr '\\0' x >&2; echo done";
    const ended = await runToEnd(new ProcessRunner(), "/bin/sh", ["-c", script]);
    expect([ended.stderr.length, ended.stdout]).toEqual([10_000_000, "done\n"]);
  });

  it("closes standard input, fixes folder and environment, and knows no shell", async () => {
    const runner = new ProcessRunner({ cwd: "/usr", env: { ONLY: "this" } });
    expect((await runToEnd(runner, "/bin/cat", [])).last).toMatchObject({ exitCode: 0 });
    expect((await runToEnd(runner, "/usr/bin/env", [])).stdout).toBe("ONLY=this\n");
    expect((await runToEnd(runner, "/bin/pwd", [])).stdout).toBe("/usr\n");
    expect((await runToEnd(runner, "/bin/echo", ["$ONLY; id | cat *"])).stdout).toBe("$ONLY; id | cat *\n");
  });

  it("ends a command with all that it started, also what ignores SIGTERM", async () => {
    const runner = new ProcessRunner({ killDelayMs: 100 });
    const ended = runToEnd(runner, "/bin/sh", ["-c", "trap '' TERM; sleep 1000 & echo started; sleep 1000"]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    runner.kill("1");
    expect((await ended).last).toMatchObject({ type: "exit", exitCode: null, signal: "SIGKILL" });
  });

  it("does not wait for a grandchild that holds the output open", async () => {
    const ended = await runToEnd(new ProcessRunner({ killDelayMs: 50 }), "/bin/sh", ["-c", "sleep 1000 & echo gone"]);
    expect(ended).toMatchObject({ stdout: "gone\n", last: { exitCode: 0 } });
  });

  it("says why a program cannot be started", async () => {
    const runner = new ProcessRunner();
    expect((await runToEnd(runner, "/no/such/program", [])).last).toEqual({
      type: "failed",
      ok: false,
      message: "No such program: /no/such/program",
    });
    expect((await runToEnd(runner, "/etc/passwd", [])).last).toMatchObject({
      message: "Not allowed to run: /etc/passwd",
    });
  });

  it("ends everything when it closes", async () => {
    const runner = new ProcessRunner({ killDelayMs: 50 });
    const ended = runToEnd(runner, "/bin/sleep", ["1000"]);
    await runner.close();
    expect((await ended).last).toMatchObject({ signal: "SIGTERM" });
    await runner.close();
  });
});
