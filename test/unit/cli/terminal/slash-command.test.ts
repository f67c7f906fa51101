import { expect, it } from "vitest";
import { parseLine } from "../../../../src/cli/terminal/slash-command.ts";

it.each([
  ["hello /peers", { type: "send", text: "hello /peers", as: "input" }],
  ["", { type: "send", text: "", as: "input" }],
  ["//etc/passwd", { type: "send", text: "/etc/passwd", as: "input" }],
  ["/hex 01 02", { type: "send", text: "01 02", as: "hex" }],
  ["/escape a\\n ", { type: "send", text: "a\\n ", as: "escape" }],
  ["/to 2", { type: "to", target: 2 }],
  ["/to #2", { type: "to", target: 2 }],
  ["/to all", { type: "to", target: "all" }],
  ["/to last", { type: "to", target: "last" }],
  ["/to nobody", { type: "badTarget", text: "nobody" }],
  ["/to 0", { type: "badTarget", text: "0" }],
  ["/to", { type: "needsArgument", command: "/to" }],
  ["/file  a b.txt ", { type: "file", argument: "a b.txt" }],
  ["/charset gbk", { type: "charset", argument: "gbk" }],
  ["/charset", { type: "needsArgument", command: "/charset" }],
  ["/close", { type: "close", peer: null }],
  ["/reset 3", { type: "reset", peer: 3 }],
  ["/eof x", { type: "badTarget", text: "x" }],
  ["/peers", { type: "peers" }],
  ["/empty", { type: "empty" }],
  ["/quit", { type: "quit" }],
  ["/nope", { type: "unknown", command: "/nope" }],
])("reads %j", (line, action) => {
  expect(parseLine(line)).toEqual(action);
});
