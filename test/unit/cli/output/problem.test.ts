import { describe, expect, it } from "vitest";
import { CliError, OptionError, UsageError } from "../../../../src/cli/cli-error.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { caretLines, describeProblem } from "../../../../src/cli/output/problem.ts";
import { JackfieldError, LocalProtocolError, SocketError } from "../../../../src/errors/index.ts";

const REFUSED = new SocketError("ERR_REFUSED", { op: "connect", network: "tcp", remote: "10.0.0.1:80" });

describe("describeProblem", () => {
  it("breaks sentences to the width of a terminal, and never what a caret points into", () => {
    const input = "a rather long input that no terminal of forty columns has room for";
    const error = new LocalProtocolError("ERR_BAD_HEX", "Not hex, as far as anybody can tell from this", {
      input,
      position: 2,
    });
    const lines = describeProblem(error, en, 40).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "jack: Not hex, as far as anybody can",
      "  tell from this",
      `  ${input}`,
      "    ^",
    ]);
    for (const line of lines.slice(4)) expect(line.length).toBeLessThanOrEqual(40);
  });

  it("says operation, address, cause and remedy", () => {
    expect(describeProblem(REFUSED, en)).toBe(
      "jack: connect tcp 10.0.0.1:80: connection refused\n  Start the program that should listen there, or check the port number.\n",
    );
    expect(describeProblem(REFUSED, zh)).toBe(
      "jack：连接 tcp 10.0.0.1:80：连接被拒绝\n  请启动应在那里监听的程序，或检查端口号。\n",
    );
  });

  it("draws a caret below the fault", () => {
    const error = new LocalProtocolError("ERR_BAD_HEX", "Not hex", { input: "00 0g", position: 3 });
    expect(describeProblem(error, en)).toContain("jack: Not hex\n  00 0g\n     ^\n");
  });

  it("names the option whose value is wrong, and keeps caret and remedy", () => {
    const error = new OptionError(
      "--hex",
      new LocalProtocolError("ERR_BAD_HEX", "Not hex", { input: "0g", position: 1 }),
    );
    expect(describeProblem(error, en)).toMatch(/^jack: --hex: Not hex\n {2}0g\n {3}\^\n {2}\S/);
    expect(error.exitCode).toBe(1);
  });

  it("says in the user's language that a file exists", () => {
    const error = new JackfieldError("ERR_FILE_EXISTS", "a.bin: the file exists already");
    expect(describeProblem(error, zh)).toMatch(/^jack：a\.bin：文件已存在\n/);
    expect(describeProblem(error, en)).toMatch(/^jack: a\.bin: the file exists already\n/);
  });

  it("says once what is wrong with hexadecimal", () => {
    const error = new LocalProtocolError("ERR_BAD_HEX", '"O1" at column 7 is not hexadecimal', {
      input: "AA 55 O1",
      position: 6,
    });
    expect(describeProblem(error, zh)).toMatch(/^jack：第 7 列的“O1”不是十六进制\n/);
  });

  it("knows a socket's failure by the message that an event carries", () => {
    const denied = "send udp 127.255.255.255:9: permission denied; broadcast is allowed only with the option broadcast";
    expect(describeProblem(new JackfieldError("ERR_ACCESS", `${denied} (--broadcast)`), zh)).toBe(
      "jack：发送 udp 127.255.255.255:9：没有权限；要向广播地址发送，请打开广播选项（broadcast，--broadcast）\n",
    );
    const used = "listen tcp 127.0.0.1:80: address already in use; held by python3 (pid 7); port 81 is free";
    expect(describeProblem(new JackfieldError("ERR_ADDRESS_IN_USE", used), zh)).toMatch(
      /^jack：监听 tcp 127\.0\.0\.1:80：地址已被占用；被 python3 \(pid 7\) 占用；端口 81 空闲\n/,
    );
  });

  it("points to the command's help for wrong options", () => {
    const error = new UsageError((m) => m.usage.argumentMissing("ADDRESS"));
    error.command = "listen";
    expect(describeProblem(error, en)).toBe("jack: ADDRESS is missing\n  See jack help listen.\n");
  });

  it("never prints a stack or a control character", () => {
    const hostile = new CliError(3, () => "bad \u001b[31m name");
    expect(describeProblem(hostile, en)).toBe("jack: bad \\e[31m name\n");
    const own = new TypeError("oops");
    expect(describeProblem(own, en)).toBe("jack: internal error: TypeError: oops\n");
  });
});

describe("caretLines", () => {
  it.each([
    ["abc", 1, ["  abc", "   ^"]],
    ["你好x", 2, ["  你好x", "      ^"]],
    ["a\tb", 2, ["  a b", "    ^"]],
    ["abc", 3, ["  abc", "     ^"]],
  ])("marks %j at %j", (input, position, lines) => {
    expect(caretLines(input, position)).toEqual(lines);
  });

  it("shows the neighbourhood in a long input", () => {
    const [line = "", caret = ""] = caretLines(`${"a".repeat(500)}X${"b".repeat(500)}`, 500);
    expect(line.length).toBeLessThan(80);
    expect(line[caret.indexOf("^")]).toBe("X");
  });
});
