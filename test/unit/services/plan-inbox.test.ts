import { expect, it } from "vitest";
import { planService } from "../../../src/services/index.ts";

it("plans an inbox on UDP 8081 with its queue", () => {
  const plan = planService("inbox", { charsetIn: "gbk" });
  expect([...plan.handlers.keys(), plan.defaultPort]).toEqual(["udp", 8081]);
  expect(plan.inbox?.waiting).toEqual([]);
  expect(() => planService("inbox", { zone: "UTC" })).toThrow('Service "inbox" does not take zone');
  expect(() => planService("inbox", { charsetIn: "gbk", autoAnswer: "€" })).toThrow("U+20AC");
});
