import { describe, expect, it } from "vitest";
import { parseSessionSpec } from "../../../src/api/index.ts";

const tcp = (socket: unknown): unknown => parseSessionSpec({ type: "tcp-client", host: "h", port: 1, socket });
const udp = (socket: unknown): unknown => parseSessionSpec({ type: "udp", socket });

describe("the socket options of a session spec", () => {
  it("are taken as they are, hex in lower case", () => {
    const raw = [
      { level: 6, option: 13, value: -1 },
      { level: 0, option: 1, hex: "0A" },
    ];
    expect(tcp({ ttl: 1, tos: 255, raw })).toMatchObject({
      socket: { ttl: 1, tos: 255, raw: [raw[0], { hex: "0a" }] },
    });
    expect(udp({ device: "eth0", reusePort: true })).toMatchObject({ socket: { device: "eth0", reusePort: true } });
  });

  it.each([
    [{ ttl: 0 }, 'Field "socket.ttl" is 0, want a whole number from 1 to 255'],
    [{ tos: 256 }, 'Field "socket.tos" is 256, want a whole number from 0 to 255'],
    [{ device: "a-name-that-is-too-long" }, "a text of 1 to 15 characters"],
    [{ raw: [{ level: 1, option: 2 }] }, 'Field "socket.raw[0].value" is missing, want either value or hex'],
    [{ raw: [{ level: 1, option: 2, value: 1, hex: "00" }] }, "want either value or hex"],
    [{ raw: [{ level: 1, option: 2, hex: "0" }] }, "want pairs of hexadecimal digits"],
    [{ speed: 1 }, 'Field "socket.speed" is unknown'],
  ])("refuse %j", (socket, message) => {
    expect(() => tcp(socket)).toThrow(message);
  });

  it("refuse what UDP says elsewhere, or does not have", () => {
    for (const field of ["ttl", "receiveBufferBytes", "lingerSeconds"]) {
      expect(() => udp({ [field]: 1 })).toThrow(`Field "socket.${field}" is unknown`);
    }
  });
});
