import { describe, expect, it } from "vitest";
import { SERVICE_NAMES, type ServiceSpec, type SessionSpec } from "../../../../../src/api/index.ts";
import { DEFAULT_SERVICE_FORM, serviceChoices } from "../../../../../src/web/client/model/service-form.ts";
import { DEFAULT_FORM, formFromSpec, specFromForm } from "../../../../../src/web/client/model/session-form.ts";

const UDP: readonly ServiceSpec[] = [
  { type: "echo" },
  { type: "upper" },
  { type: "reply", rules: [{ match: { type: "prefix", text: "a" }, answer: { hex: "00" }, delayMs: 5 }], zone: "UTC" },
  { type: "time", zone: "Asia/Shanghai", protocol: "ntp" },
  { type: "room", room: "main" },
  { type: "inbox", autoAnswer: "later" },
];
const TCP: readonly ServiceSpec[] = [
  { type: "files", folder: "/pub", writable: true },
  { type: "exec", allow: ["a=/bin/a", "b=/bin/b {n:[0-9]}"], charsetOut: "utf-8", timeoutMs: 5 },
];

describe("the service in the form of a session", () => {
  it.each([
    ...UDP.map((service): SessionSpec => ({ type: "udp", port: 0, service })),
    ...TCP.map((service): SessionSpec => ({ type: "tcp-server", host: "127.0.0.1", port: 0, service })),
  ])("comes back as it was: %o", (spec) => {
    expect(specFromForm(formFromSpec(spec)).spec).toEqual(spec);
  });

  it("answers in the session's charsets", () => {
    const service = { ...DEFAULT_SERVICE_FORM, type: "reply" } as const;
    const { spec } = specFromForm({ ...DEFAULT_FORM, charsetIn: "gbk", service });
    expect(spec).toMatchObject({ service: { charsetIn: "gbk", charsetOut: "gbk" } });
  });

  it("is left out where it cannot answer, and asks for what it needs", () => {
    const files = { ...DEFAULT_SERVICE_FORM, type: "files" } as const;
    expect(specFromForm({ ...DEFAULT_FORM, type: "udp", remoteHost: "", service: files }).spec).not.toHaveProperty(
      "service",
    );
    expect(specFromForm({ ...DEFAULT_FORM, service: files }).faults).toHaveProperty("folder");
    expect(serviceChoices("tcp").length + serviceChoices("udp").length).toBeGreaterThan(SERVICE_NAMES.length);
  });
});
