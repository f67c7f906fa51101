import { expect, it } from "vitest";
import { FakeSink } from "../../../../support/cli-context.ts";
import { AccessList } from "../../../../../src/cli/nc/address/access-list.ts";
import { ConnectionLimit } from "../../../../../src/cli/nc/accept/connection-limit.ts";
import { NcLog } from "../../../../../src/cli/nc/report/nc-log.ts";

it("counts those who are in, and says why one may not enter", async () => {
  const sink = new FakeSink();
  const log = new NcLog(sink, "Ncat", 1);
  const access = await AccessList.load([], [{ kind: "list", text: "10.0.0.9" }], async () => []);
  const limit = new ConnectionLimit(2, access, log);
  expect([limit.enter("10.0.0.1"), limit.enter("10.0.0.9"), limit.enter("10.0.0.2"), limit.enter("10.0.0.3")]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(sink.text).toBe(
    "Ncat: New connection denied: not allowed\nNcat: New connection denied: connection limit reached (2)\n",
  );
  limit.leave();
  expect(limit.enter("10.0.0.3")).toBe(true);
});
