import { describe, expect, it } from "vitest";
import type { ProxyClientSpec, SessionSpec } from "../../../../../src/api/index.ts";
import { ProxyPasswords } from "../../../../../src/web/client/model/proxy-passwords.ts";

const through = (proxy: Partial<ProxyClientSpec>): SessionSpec => ({
  type: "tcp-client",
  host: "h",
  port: 1,
  proxy: { protocol: "http", host: "p", port: 3128, username: "bob", ...proxy },
});

describe("passwords of proxies", () => {
  it("are put where a state hides them, for the same proxy and user only", () => {
    const passwords = new ProxyPasswords();
    const typed = through({ password: "s3cret" });
    expect(passwords.fill(typed)).toBe(typed);
    expect(passwords.fill(through({ password: "***" }))).toEqual(typed);
    expect(passwords.fill(through({ password: "***", username: "eve" }))).toEqual(through({ username: "eve" }));
    expect(passwords.fill(through({ password: "***", port: 1 }))).toEqual(through({ port: 1 }));
  });

  it("are the newest that were typed, and none where there are none", () => {
    const passwords = new ProxyPasswords();
    passwords.fill(through({ password: "old" }));
    passwords.fill(through({ password: "new" }));
    expect(passwords.fill(through({ password: "***" }))).toEqual(through({ password: "new" }));
    for (const spec of [through({}), { type: "udp" }] as const) expect(passwords.fill(spec)).toBe(spec);
  });
});
