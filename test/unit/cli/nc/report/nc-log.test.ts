import { expect, it } from "vitest";
import { FakeSink } from "../../../../support/cli-context.ts";
import { NcLog } from "../../../../../src/cli/nc/report/nc-log.ts";

it("says, tells with -v and debugs with -vv", () => {
  const said = [0, 1, 2].map((verbosity) => {
    const sink = new FakeSink();
    const log = new NcLog(sink, "Ncat", verbosity);
    log.say("a");
    log.tell("b");
    log.debug("c");
    return sink.text;
  });
  expect(said).toEqual(["Ncat: a\n", "Ncat: a\nNcat: b\n", "Ncat: a\nNcat: b\nNCAT DEBUG: c\n"]);
});

it("lets nothing in a line play with the terminal", () => {
  const sink = new FakeSink();
  new NcLog(sink, "Ncat", 1).tell("Connection from /tmp/\u001b[2J\u0007\u202e你.");
  expect(sink.text).toBe("Ncat: Connection from /tmp/?[2J??你.\n");
});
