import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ServiceNames } from "../../../../../src/cli/nc/openbsd/service-names.ts";

it("reads the system's list of services", () => {
  const path = join(mkdtempSync(join(tmpdir(), "jack-nc-")), "services");
  writeFileSync(path, "# ports\nhttp\t\t80/tcp\t\twww\t# WorldWideWeb\ndomain 53/tcp\ndomain 53/udp\n\nbad line\n");
  const services = new ServiceNames(path);
  expect([services.nameOf(80, "tcp"), services.nameOf(80, "udp"), services.nameOf(53, "udp")]).toEqual([
    "http",
    null,
    "domain",
  ]);
  expect([services.portOf("www", "tcp"), services.portOf("domain", "udp"), services.portOf("bad", "tcp")]).toEqual([
    80,
    53,
    null,
  ]);
  expect(new ServiceNames("/nowhere").nameOf(80, "tcp")).toBeNull();
});
