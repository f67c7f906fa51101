import { expect, it } from "vitest";
import { addressedText, splitAddressed } from "../../../../src/handlers/inbox/inbox-text.ts";

it.each([
  ["发给taibai: 在吗", { to: "taibai", text: "在吗" }],
  ["发给太白: a: b", { to: "太白", text: "a: b" }],
  ["发给Jack: ", { to: "Jack", text: "" }],
  ["hello: there", { to: null, text: "hello: there" }],
  ["发给nobody", { to: null, text: "发给nobody" }],
  ["", { to: null, text: "" }],
])("reads %j", (wire, parts) => {
  expect(splitAddressed(wire)).toEqual(parts);
});

it("writes what it reads", () => {
  expect(addressedText("taibai", "在吗")).toBe("发给taibai: 在吗");
});
