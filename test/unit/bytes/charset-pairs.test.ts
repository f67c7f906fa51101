import { describe, expect, it } from "vitest";
import { charsetDigests } from "../../support/charset-digests.ts";

const EXPECTED = {
  "utf-8": "9ee73cfe 87f4b137",
  gbk: "fd09c963 27d3ae70",
  gb18030: "4345f139 331d937",
  gb2312: "56f0f79d 89859538",
  big5: "6e98e055 9ea85f42",
  shift_jis: "5ba5fc4f 5b42f604",
  "euc-jp": "3e1e3772 262bdb02",
  "euc-kr": "4bae6739 2740b6ba",
  "utf-16le": "832a1229 2300e2a3",
  "utf-16be": "df88f724 c7aad0e",
  latin1: "5234208c 223ff194",
  ascii: "623908f6 14dc301e",
  "windows-1250": "703c6702 81a0ae82",
  "windows-1251": "9d44fac6 86fdd2ef",
  "windows-1252": "2d9fda05 464dd253",
  "windows-1253": "550fb85b 47ce35cf",
  "windows-1254": "929af54a 70189188",
  "windows-1255": "66ee005c 243bf1cd",
  "windows-1256": "5fbd2e9 7faf1aca",
  "windows-1257": "a8ff07ac 86269551",
  "windows-1258": "47ad701a 17ee189b",
  "koi8-r": "b16a6df8 6f67a715",
};

describe("the charsets' tables", () => {
  // Changes here change what users read and send: the interop tests beside CPython say whether that is right.
  it("are what they were, and the same on every version of Node", () => {
    expect(charsetDigests()).toEqual(EXPECTED);
  });
});
