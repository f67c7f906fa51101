import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectSchema } from "../../../src/api/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";
import { parseProject, readProject } from "../../../src/services/index.ts";

const FILE = "/project/jackfield.json";

function fault(text: string): LocalProtocolError {
  try {
    parseProject(text, FILE);
  } catch (error) {
    if (error instanceof LocalProtocolError) return error;
  }
  throw new Error("no fault");
}

describe("a project file", () => {
  it("names services and sessions; its paths are relative to its folder", () => {
    const project = parseProject(
      JSON.stringify({
        $schema: "./schema.json",
        services: [
          { type: "time", port: 9000, zone: "Asia/Shanghai" },
          { type: "files", folder: "pub", host: "::1" },
          { type: "exec", allow: ["disk=/bin/df -h"], port: 0 },
          { type: "reply", networks: ["udp"], rules: [{ match: { type: "exact", text: "a" }, answer: { text: "b" } }] },
        ],
        sessions: [
          { type: "tcp-server", port: 0, service: { type: "files" }, captureFile: "x.pcapng" },
          { type: "unix-server", path: "s" },
          { type: "unix-server", path: "@abstract" },
        ],
      }),
      FILE,
    );
    expect(project.file).toBe(FILE);
    expect(project.services[0]).toEqual({ type: "time", port: 9000, zone: "Asia/Shanghai" });
    expect(project.services[1]).toEqual({ type: "files", folder: "/project/pub", host: "::1" });
    expect(project.sessions).toEqual([
      {
        type: "tcp-server",
        port: 0,
        service: { type: "files", folder: "/project" },
        captureFile: "/project/x.pcapng",
      },
      { type: "unix-server", path: "/project/s" },
      { type: "unix-server", path: "@abstract" },
    ]);
  });

  it.each([
    [
      '{\n  "services": [\n    { "type": "time", "port": "9000" }\n  ]\n}',
      3,
      31,
      "services[0].port: wanted an integer",
    ],
    ['{"services": [{"type": "tiem"}]}', 1, 24, "services[0].type: wanted one of echo, upper"],
    ['{"services": [{"type": "time", "allow": []}]}', 1, 41, "services[0].allow: no such property"],
    ['{"services": [{"type": "files", "networks": ["udp"]}]}', 1, 46, "services[0].networks[0]: wanted one of tcp"],
    ['{\r\n"services": [{"type": "time", "zone": "No/Where"}]}', 2, 39, "services[0].zone: Unknown time zone"],
    ['{"services": [{"type": "exec", "allow": ["df"], "port": 1}]}', 1, 42, "services[0].allow[0]: wanted a string"],
    ['{"services": [{"type": "exec", "allow": ["disk=df"]}]}', 1, 15, "must be an absolute path"],
    ['{"sessions": [{"type": "tcp-server"}]}', 1, 15, "sessions[0].port: is missing"],
    ['{"sessions": [{"type": "udp", "service": {"type": "exec"}}]}', 1, 15, "a service for UDP"],
    ['{"services": [{"type": "inbox", "tls": {}}]}', 1, 40, "services[0].tls: no such property"],
    ['{"services": [{"type": "echo", "tls": true}]}', 1, 39, "services[0].tls: wanted an object"],
    [
      '{"services": [\n{"type": "echo", "tls": {"minVersion": "TLS1.3"}}]}',
      2,
      40,
      "services[0].tls.minVersion: wanted one of TLSv1,",
    ],
    [
      '{"services": [{"type": "echo", "tls": {"keyFile": "k.pem"}}]}',
      1,
      51,
      "services[0].tls.keyFile: belongs to certFile",
    ],
    [
      '{"services": [{"type": "files", "tls": {"maxVersion": "TLSv1.1"}}]}',
      1,
      55,
      "services[0].tls.maxVersion: TLSv1.2 is above maxVersion, TLSv1.1",
    ],
    [
      '{"services": [{"type": "echo", "networks": ["tcp", "udp"], "tls": {}}]}',
      1,
      67,
      'services[0].tls: Service "echo" listens on UDP, which has no TLS',
    ],
    ['{"services": [{"type": "time", "tls": {}}]}', 1, 39, 'Service "time" listens on UDP, which has no TLS'],
    [
      '{"services": [{"type": "exec", "host": "0.0.0.0", "tls": {}}]}',
      1,
      40,
      'services[0].host: Service "exec" listens on this machine only',
    ],
    ['{"sessions": [{"type": "tcp-client", "host": "h", "port": 1, "tls": {"keyFile": "k"}}]}', 1, 81, "tls.keyFile: "],
    ['{"services": [{"type": "time",}]}', 1, 30, "no comma before"],
    ["[]", 1, 1, "wanted an object"],
    ["", 1, 1, "ends too early"],
  ])("says where %j is wrong", (text, line, column, message) => {
    const error = fault(text);
    expect(error.code).toBe("ERR_BAD_PROJECT");
    expect(error.message).toContain(`${FILE}:${line}:${column}: `);
    expect(error.message).toContain(message);
    // A caret can be drawn under it.
    expect(error.position).toBe(column - 1);
    expect(error.input).toBe(text.split(/\r?\n/)[line - 1]);
  });

  it("gives services and sessions TLS; its files are relative to the folder", () => {
    const tls = { certFile: "c.pem", keyFile: "/keys/k.pem", caFile: "../ca.pem", minVersion: "TLSv1.3" };
    const { services, sessions } = parseProject(
      JSON.stringify({
        services: [
          { type: "upper", tls: {} },
          { type: "exec", host: "0.0.0.0", allow: ["d=/bin/df"], tls: { ...tls, requireClientCertificate: true } },
        ],
        sessions: [{ type: "tcp-server", port: 0, tls: { certFile: "c.pem", passphraseFile: "p" } }],
      }),
      FILE,
    );
    expect(services[0]).toEqual({ type: "upper", tls: {} });
    expect(services[1]).toMatchObject({
      tls: { certFile: "/project/c.pem", keyFile: "/keys/k.pem", caFile: "/ca.pem", requireClientCertificate: true },
    });
    expect(sessions[0]).toMatchObject({ tls: { certFile: "/project/c.pem", passphraseFile: "/project/p" } });
  });

  it.each(["en", "zh"])("in the guide (%s) is right", (language) => {
    const guide = readFileSync(new URL(`../../../docs/${language}/services.md`, import.meta.url), "utf8");
    const [block = "", ...others] = [...guide.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
    expect(others).toEqual([]);
    expect(parseProject(block, FILE)).toMatchObject({ services: { length: 6 }, sessions: { length: 1 } });
  });

  it("that is not there is named", async () => {
    await expect(readProject("/nowhere/jackfield.json")).rejects.toMatchObject({ code: "ERR_FILE" });
  });

  it("has the schema that is committed: node scripts/project-schema.mjs writes it", () => {
    const url = new URL("../../../schema/jackfield.schema.json", import.meta.url);
    expect(JSON.parse(readFileSync(url, "utf8"))).toEqual(JSON.parse(JSON.stringify(projectSchema())));
  });

  it("has a schema whose references lead somewhere", () => {
    const text = JSON.stringify(projectSchema());
    const names = [...text.matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)].map((match) => match[1] ?? "");
    expect(names.length).toBeGreaterThan(10);
    expect(text).not.toContain("#/components/");
    const definitions = projectSchema()["$defs"] as Readonly<Record<string, unknown>>;
    for (const name of names) expect(definitions).toHaveProperty(name);
  });
});
