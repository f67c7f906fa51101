import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { childEnvironment, findProgram } from "../../../../src/cli/relay/child-environment.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-programs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("childEnvironment", () => {
  it("has the names of ours, ncat's and socat's", () => {
    const facts = { protocol: "TLS", local: { host: "::1", port: 8443 }, remote: { host: "::1", port: 5000 } };
    expect(childEnvironment(facts)).toEqual({
      JACK_PROTOCOL: "TLS",
      JACK_REMOTE_ADDR: "::1",
      JACK_REMOTE_PORT: "5000",
      JACK_LOCAL_ADDR: "::1",
      JACK_LOCAL_PORT: "8443",
      NCAT_PROTO: "TCP",
      NCAT_REMOTE_ADDR: "::1",
      NCAT_REMOTE_PORT: "5000",
      NCAT_LOCAL_ADDR: "::1",
      NCAT_LOCAL_PORT: "8443",
      SOCAT_PEERADDR: "::1",
      SOCAT_PEERPORT: "5000",
      SOCAT_SOCKADDR: "::1",
      SOCAT_SOCKPORT: "8443",
    });
  });

  it("is empty where there is no socket, and has paths of Unix sockets", () => {
    expect(childEnvironment(null)).toEqual({});
    const unix = childEnvironment({ protocol: "UNIX", local: { path: "/run/x" }, remote: { path: "" } });
    expect([unix["JACK_LOCAL_ADDR"], unix["JACK_LOCAL_PORT"], unix["JACK_REMOTE_ADDR"]]).toEqual(["/run/x", "", ""]);
  });
});

describe("findProgram", () => {
  it("looks in each folder of PATH for a file that may be run, and nowhere for a path", () => {
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    for (const path of [one, two]) mkdirSync(path);
    mkdirSync(join(one, "tool"));
    writeFileSync(join(two, "tool"), "");
    const path = `${one}:${two}`;
    expect(findProgram("tool", one)).toBe("missing");
    if (process.getuid?.() !== 0) expect(findProgram("tool", path)).toBe("forbidden");
    chmodSync(join(two, "tool"), 0o755);
    expect(findProgram("tool", path)).toEqual({ path: join(two, "tool") });
    expect(findProgram(join(two, "tool"), "")).toEqual({ path: join(two, "tool") });
    expect(findProgram("no-such", path)).toBe("missing");
  });
});
