import { describe, expect, it } from "vitest";
import { readTransport } from "../../../../src/capture/reader/ip-packet.ts";

const UDP = Buffer.from("000100020009000061", "hex");

function ipv4(
  part: { readonly flags?: number; readonly options?: number; readonly total?: number; readonly protocol?: number },
  body: Buffer,
): Buffer {
  const header = Buffer.alloc(20 + (part.options ?? 0));
  header[0] = 0x40 | (header.length / 4);
  header.writeUInt16BE(part.total ?? header.length + body.length, 2);
  header.writeUInt16BE(part.flags ?? 0x4000, 6);
  header[9] = part.protocol ?? 17;
  header.set([10, 0, 0, 1, 10, 0, 0, 2], 12);
  return Buffer.concat([header, body]);
}

function ipv6(next: number, body: Buffer): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = next;
  header[23] = 1;
  header[39] = 2;
  return Buffer.concat([header, body]);
}

function brief(data: Uint8Array): string {
  const packet = readTransport(data, 0);
  if (typeof packet === "string") return packet;
  return `${packet.sourcePort}>${packet.destinationPort} ${Buffer.from(packet.payload).toString()}${packet.missing > 0 ? ` -${packet.missing}` : ""}`;
}

describe("readTransport", () => {
  it.each([
    ["IPv4 and UDP", ipv4({}, UDP), "1>2 a"],
    ["IPv4 with options", ipv4({ options: 8 }, UDP), "1>2 a"],
    ["a padded frame", Buffer.concat([ipv4({}, UDP), Buffer.alloc(9)]), "1>2 a"],
    ["a length of 0, as offload leaves it", ipv4({ total: 0 }, UDP), "1>2 a"],
    [
      "a packet that the capture cut",
      ipv4({ total: 20 + 8 + 5 }, Buffer.concat([Buffer.from("00010002000d0000", "hex"), Buffer.from("ab")])),
      "1>2 ab -3",
    ],
    ["a first fragment", ipv4({ flags: 0x2000 }, UDP), "fragment"],
    ["a later fragment", ipv4({ flags: 0x0005 }, UDP), "fragment"],
    ["ICMP", ipv4({ protocol: 1 }, UDP), "other-protocol"],
    ["a header that the capture cut", ipv4({}, UDP).subarray(0, 25), "damaged"],
    ["an IPv4 header of 16 bytes", Buffer.concat([Buffer.of(0x44), Buffer.alloc(40)]), "damaged"],
    ["no IP", Buffer.alloc(40), "not-ip"],
    ["nothing", Buffer.alloc(0), "damaged"],
    ["IPv6 and UDP", ipv6(17, UDP), "1>2 a"],
    [
      "IPv6 with a hop-by-hop and a destination header",
      ipv6(0, Buffer.concat([Buffer.of(60, 0, 0, 0, 0, 0, 0, 0), Buffer.of(17, 1), Buffer.alloc(14), UDP])),
      "1>2 a",
    ],
    ["an IPv6 fragment that is whole", ipv6(44, Buffer.concat([Buffer.of(17, 0, 0, 0, 0, 0, 0, 1), UDP])), "1>2 a"],
    ["an IPv6 fragment", ipv6(44, Buffer.concat([Buffer.of(17, 0, 0, 1, 0, 0, 0, 1), UDP])), "fragment"],
    ["IPv6 headers without an end", ipv6(0, Buffer.of(0, 255, 0, 0, 0, 0, 0, 0)), "damaged"],
    [
      "a TCP header of 16 bytes",
      ipv4({ protocol: 6 }, Buffer.concat([Buffer.alloc(12), Buffer.of(0x40), Buffer.alloc(7)])),
      "damaged",
    ],
    [
      "a TCP header longer than its packet",
      ipv4({ protocol: 6 }, Buffer.concat([Buffer.alloc(12), Buffer.of(0xf0), Buffer.alloc(7)])),
      "damaged",
    ],
    ["a UDP length that is too short", ipv4({}, Buffer.from("0001000200040000", "hex")), "damaged"],
  ])("reads %s", (_name, data, expected) => {
    expect(brief(data)).toBe(expected);
  });
});
