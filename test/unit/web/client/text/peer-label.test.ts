import { describe, expect, it } from "vitest";
import type { PeerState, SessionSpec, SessionState } from "../../../../../src/api/index.ts";
import { peerLabel, sessionTitle } from "../../../../../src/web/client/text/peer-label.ts";

const peer = (local: string, remote: string): PeerState => ({ local, remote }) as PeerState;
const session = (spec: SessionSpec, local: string | null = null): SessionState =>
  ({ spec, local, name: "made by the engine" }) as SessionState;

describe("peer and session labels", () => {
  it.each([
    ["127.0.0.1:8080", "127.0.0.1:53211", ":53211"],
    ["[::1]:80", "[::1]:9", ":9"],
    ["10.0.0.1:80", "10.0.0.2:9", "10.0.0.2:9"],
    ["/tmp/a.sock", "unix#3", "unix#3"],
    ["/tmp/a.sock", "/tmp/\u202eb", "/tmp/\\u202eb"],
  ])("at %s shows %s as %s", (local, remote, label) => {
    expect(peerLabel(peer(local, remote))).toBe(label);
  });

  it.each<[SessionSpec, string | null, string]>([
    [{ type: "tcp-server", port: 0 }, "127.0.0.1:4444", "127.0.0.1:4444"],
    [{ type: "tcp-server", port: 80, name: "door" }, "127.0.0.1:80", "door"],
    [{ type: "tcp-client", host: "::1", port: 80 }, "[::1]:9", "→ [::1]:80"],
    [{ type: "unix-client", path: "/a" }, null, "→ /a"],
    [{ type: "capture-file", path: "/a/b.pcapng" }, null, "made by the engine"],
  ])("calls %o at %s %s", (spec, local, title) => {
    expect(sessionTitle(session(spec, local))).toBe(title);
  });
});
