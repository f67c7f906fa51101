import { describe, expect, it } from "vitest";
import {
  CMSG_LEN,
  CMSG_SPACE,
  decodeControl,
  encodeControl,
  rightsMessage,
  rightsOf,
} from "../../../../src/net/sys/cmsg.ts";

describe("ancillary data", () => {
  it.each([
    [0, 16, 16],
    [1, 17, 24],
    [4, 20, 24],
    [8, 24, 24],
    [9, 25, 32],
  ])("measures %i bytes as libc does", (length, len, space) => {
    expect(CMSG_LEN(length)).toBe(len);
    expect(CMSG_SPACE(length)).toBe(space);
  });

  it.each([-1, 0x7fffffff, 2 ** 40])("refuses the length %s", (length) => {
    expect(() => CMSG_LEN(length)).toThrow(RangeError);
    expect(() => CMSG_SPACE(length)).toThrow(RangeError);
  });

  it("carries descriptors", () => {
    const control = encodeControl([rightsMessage([3, 4])]) ?? new Uint8Array(0);
    expect(Buffer.from(control).toString("hex")).toBe("180000000000000001000000010000000300000004000000");
    expect(rightsOf(decodeControl(control))).toEqual([3, 4]);
  });

  it("keeps what is there of an item that was cut", () => {
    const control = encodeControl([rightsMessage([3, 4])]) ?? new Uint8Array(0);
    expect(rightsOf(decodeControl(control, 22))).toEqual([3]);
  });

  it("ends at a header that is too small", () => {
    expect(decodeControl(new Uint8Array(64))).toEqual([]);
  });

  it("is nothing for no items", () => expect(encodeControl([])).toBeNull());
});
