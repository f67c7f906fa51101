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
  ["/to nobody", { type: "badTarget", text: "nobody", command: "/to" }],
  ["/to 0", { type: "badTarget", text: "0", command: "/to" }],
  ["/to", { type: "needsArgument", command: "/to" }],
  ["/file  a b.txt ", { type: "file", argument: "a b.txt" }],
  ["/charset gbk", { type: "charset", argument: "gbk" }],
  ["/charset", { type: "needsArgument", command: "/charset" }],
  ["/close", { type: "close", peer: null }],
  ["/reset 3", { type: "reset", peer: 3 }],
  ["/eof x", { type: "badTarget", text: "x", command: "/eof" }],
  ["@2 hello  you", { type: "sendTo", to: "2", text: "hello  you", command: "@2" }],
  ["@pump ", { type: "sendTo", to: "pump", text: "", command: "@pump" }],
  ["@pump", { type: "needsArgument", command: "@pump" }],
  ["@@home", { type: "send", text: "@home", as: "input" }],
  ["/name 2 pump", { type: "name", peer: "2", name: "pump", command: "/name" }],
  ["/name 2", { type: "needsArgument", command: "/name" }],
  ["/every 1s a b", { type: "every", argument: "1s a b", command: "/every" }],
  ["/every", { type: "needsArgument", command: "/every" }],
  ["/stop", { type: "stop", command: "/stop" }],
  ["/peers", { type: "peers" }],
  ["/empty", { type: "empty" }],
  ["/quit", { type: "quit" }],
  ["/nope", { type: "unknown", command: "/nope" }],
])("reads %j", (line, action) => {
  expect(parseLine(line)).toEqual(action);
});

it("takes @ for text where there is one peer alone", () => {
  expect(parseLine("@2 hello", false)).toEqual({ type: "send", text: "@2 hello", as: "input" });
});
