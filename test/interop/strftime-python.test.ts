import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { breakDownTime } from "../../src/handlers/time/broken-down-time.ts";
import { strftime } from "../../src/handlers/time/strftime.ts";
import { parseTzif } from "../../src/handlers/time/time-zone.ts";
import { itWith } from "../support/programs.ts";

const ZONES = [
  "UTC",
  "Asia/Shanghai",
  "America/New_York",
  "Europe/London",
  "Europe/Dublin",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
];

// Every directive and letter that is none, with every flag, width and modifier, over 130 years.
const SCRIPT = `
import json, os, random, sys, time
random.seed(20261121)
out = []
for zone in sys.argv[1:]:
    os.environ["TZ"] = zone
    time.tzset()
    for _ in range(4000):
        moment = random.randint(-1000000000, 4102444800)
        fmt = random.choice(["", "文"]) + "%" + random.choice(["", "", "_", "-", "0", "^", "#", "^#", "_^", "0-", "-_"]) \\
            + random.choice(["", "", "1", "3", "8", "012", "20"]) + random.choice(["", "", "E", "O"]) \\
            + random.choice("%ntaAbhBcxXDFrRTCdegGHIjklmMpPsSuUVwWyYzZQqLNvif") + random.choice(["", "%", "z", "%%"])
        local = time.localtime(moment)
        out.append([zone, moment, fmt, time.strftime(fmt, local)])
json.dump(out, sys.stdout)
`;

itWith(["python3"])("strftime equals CPython's over every directive, flag, width and modifier in several zones", () => {
  expect(existsSync("/usr/share/zoneinfo/UTC")).toBe(true);
  const output = execFileSync("python3", ["-c", SCRIPT, ...ZONES], { maxBuffer: 1 << 28, encoding: "utf8" });
  const cases = JSON.parse(output) as [string, number, string, string][];
  expect(cases.length).toBe(4000 * ZONES.length);
  const zones = new Map(ZONES.map((name) => [name, parseTzif(name, readFileSync(`/usr/share/zoneinfo/${name}`))]));
  const different = cases.filter(([zone, moment, format, expected]) => {
    const offset = zones.get(zone)?.at(moment) ?? { offsetSeconds: NaN, zone: "" };
    return strftime(format, breakDownTime(moment, offset)) !== expected;
  });
  expect(different.slice(0, 10)).toEqual([]);
});
