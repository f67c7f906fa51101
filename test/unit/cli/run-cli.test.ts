import { describe, expect, it } from "vitest";
import { Interrupted } from "../../../src/cli/exit-codes.ts";
import { startCli } from "../../support/cli-context.ts";

const PORT = /listening tcp 127\.0\.0\.1:(\d+)/;

describe("runCli", () => {
  it("prints the version", async () => {
    const { code, stdout } = await startCli(["--version"]);
    expect([await code, stdout.text]).toEqual([0, "1.2.3\n"]);
  });

  it.each(["en", "zh"] as const)("prints help in %s", async (locale) => {
    const { code, stdout } = await startCli(["--help"], { locale });
    expect(await code).toBe(0);
    expect(stdout.text).toContain(locale === "en" ? "Examples:" : "示例：");
  });

  it("prints a command's help instead of running it", async () => {
    const { code, stdout } = await startCli(["connect", "127.0.0.1:1", "--help"]);
    expect(await code).toBe(0);
    expect(stdout.text).toMatch(/^jack connect: .*\n\nExamples:\n {2}jack connect/);
  });

  it.each([
    ["en", 'jack: unknown command "lisen"; did you mean listen?\n  See jack help.\n'],
    ["zh", "jack：没有命令“lisen”；是不是想写 listen？\n  参见 jack help。\n"],
  ] as const)("suggests a command for a misspelt one in %s", async (locale, text) => {
    const { code, stderr } = await startCli(["lisen"], { locale });
    expect([await code, stderr.text]).toEqual([1, text]);
  });

  it("joins a listener and a client as pipes", async () => {
    const listener = await startCli(["listen", ":0"]);
    const [, port] = await listener.stderr.until(PORT);
    const client = await startCli(["connect", `127.0.0.1:${port}`]);
    listener.stdin.end("from the listener");
    client.stdin.end("from the client");
    expect(await Promise.all([listener.code, client.code])).toEqual([0, 0]);
    expect([listener.stdout.text, client.stdout.text]).toEqual(["from the client", "from the listener"]);
  });

  it("ends without a word when nobody reads its output", async () => {
    const listener = await startCli(["listen", ":0"]);
    const [, port] = await listener.stderr.until(PORT);
    const client = await startCli(["connect", `127.0.0.1:${port}`]);
    client.stdout.closed = true;
    listener.stdin.write("data");
    expect([await client.code, client.stderr.text]).toEqual([0, ""]);
    await listener.code;
  });

  it("ends with the interrupt's exit code", async () => {
    const listener = await startCli(["listen", ":0"]);
    await listener.stderr.until(PORT);
    listener.abort(new Interrupted("SIGINT"));
    expect([await listener.code, listener.stderr.text.split("\n").length]).toEqual([130, 2]);
  });

  it("shows what a hostile peer sends as text on a terminal, and as it is in a pipe", async () => {
    const hostile = "\u001b]0;owned\u0007\u001b[2J\u202egnp.exe\u009b31m\r\n";
    for (const [args, terminalOutput, shown] of [
      [[], true, "\\e]0;owned\\a\\e[2J\\u202Egnp.exe\\u009B31m"],
      [["--out", "raw"], true, "\\e]0;owned"],
      [["--out", "raw", "--raw"], true, "\u001b]0;owned"],
      [[], false, "\u001b]0;owned"],
    ] as const) {
      const listener = await startCli(["listen", ":0"]);
      const [, port] = await listener.stderr.until(PORT);
      const client = await startCli(["connect", `127.0.0.1:${port}`, "--color", "never", ...args], { terminalOutput });
      listener.stdin.end(hostile);
      client.stdin.end();
      expect(await client.code).toBe(0);
      await listener.code;
      expect(client.stdout.text).toContain(shown);
      // oxlint-disable-next-line no-control-regex -- no control character but the line feed may come through
      if (terminalOutput && shown.startsWith("\\"))
        expect(client.stdout.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });
});
