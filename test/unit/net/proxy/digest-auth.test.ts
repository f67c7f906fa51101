import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseChallenges } from "../../../../src/net/proxy/auth-challenge.ts";
import { answerDigest, canAnswerDigest, digestResponse, type HexHash } from "../../../../src/net/proxy/digest-auth.ts";

const hash: HexHash = (algorithm, text) => createHash(algorithm).update(text).digest("hex");

describe("parseChallenges", () => {
  it.each([
    ['Basic realm="a, b"', [["basic", { realm: "a, b" }]]],
    [
      'Digest realm="x\\"y", nonce=abc, qop="auth,auth-int"',
      [["digest", { realm: 'x"y', nonce: "abc", qop: "auth,auth-int" }]],
    ],
    [
      'Negotiate, Basic realm="r"',
      [
        ["negotiate", {}],
        ["basic", { realm: "r" }],
      ],
    ],
    [
      'NTLM TlRMTVNTUAAC==, Digest nonce="n", realm="r"',
      [
        ["ntlm", {}],
        ["digest", { nonce: "n", realm: "r" }],
      ],
    ],
    [
      'Digest  realm = "r" , nonce="n",, Basic',
      [
        ["digest", { realm: "r", nonce: "n" }],
        ["basic", {}],
      ],
    ],
    ["", []],
    ["=", []],
    ["Digest realm=,", [["digest", {}]]],
  ])("reads %s", (text, expected) => {
    expect(parseChallenges(text).map(({ scheme, params }) => [scheme, Object.fromEntries(params)])).toEqual(expected);
  });
});

describe("digest", () => {
  // RFC 7616 §3.9.1 and RFC 2617 §3.5.
  it.each([
    [
      "MD5",
      "Circle of Life",
      "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
      "8ca523f5e9506fed4657c9700eebdbec",
    ],
    [
      "SHA-256",
      "Circle of Life",
      "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
      "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    ],
    [undefined, "Circle Of Life", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "0a4f113b", "6629fae49393a05397450978507c4ef1"],
  ])("answers as the RFC's example with %s", (algorithm, password, nonce, clientNonce, expected) => {
    const realm = algorithm === undefined ? "testrealm@host.com" : "http-auth@example.org";
    const response = digestResponse(
      {
        username: "Mufasa",
        password,
        realm,
        nonce,
        method: "GET",
        uri: "/dir/index.html",
        algorithm,
        quality: "auth",
        count: "00000001",
        clientNonce,
      },
      hash,
    );
    expect(response).toBe(expected);
  });

  it("answers a challenge with what it needs, and no more", () => {
    const [challenge] = parseChallenges('Digest realm="r", nonce="n", opaque="o"');
    if (challenge === undefined) throw new Error("no challenge");
    const answer = answerDigest(
      challenge,
      { username: 'a"b', password: "p", method: "CONNECT", uri: "h:1" },
      "c",
      hash,
    );
    const expected = createHash("md5")
      .update(`${hash("md5", 'a"b:r:p')}:n:${hash("md5", "CONNECT:h:1")}`)
      .digest("hex");
    expect(answer).toBe(`Digest username="a\\"b", realm="r", nonce="n", uri="h:1", response="${expected}", opaque="o"`);
  });

  it.each([
    ['Digest realm="r", nonce="n"', true],
    ['Digest realm="r", nonce="n", algorithm=SHA-256-sess, qop="auth-int, auth"', true],
    ['Digest realm="r", nonce="n", qop="auth-int"', false],
    ['Digest realm="r", nonce="n", algorithm=SHA-512-256', false],
    ['Digest realm="r"', false],
    ['Basic realm="r"', false],
  ])("knows whether it can answer %s", (text, expected) => {
    expect(parseChallenges(text).map(canAnswerDigest)).toEqual([expected]);
  });
});
