import { describe, expect, it } from "vitest";
import type { CaptureRow } from "../../../../../src/api/index.ts";
import { EVENT_KINDS, type EventDetail, type EventKind } from "../../../../../src/capture/index.ts";
import { en } from "../../../../../src/web/client/i18n/en.ts";
import { makeTranslate } from "../../../../../src/web/client/i18n/translate.ts";
import { zh } from "../../../../../src/web/client/i18n/zh.ts";
import { eventTone, eventWords } from "../../../../../src/web/client/text/event-words.ts";
import { problemWords } from "../../../../../src/web/client/text/problem-words.ts";

const t = makeTranslate(en);
const event = (kind: EventKind, detail: EventDetail | null = null, more: Partial<CaptureRow> = {}): CaptureRow =>
  ({ kind, detail, peer: 1, direction: null, ...more }) as CaptureRow;

describe("words of events", () => {
  it.each<[CaptureRow, string]>([
    [event("listen", { network: "tcp", local: "127.0.0.1:80" }), "listening on 127.0.0.1:80"],
    [event("listen", { network: "udp", local: "127.0.0.1:80" }), "bound to 127.0.0.1:80"],
    [event("accept", { remote: "10.0.0.2:9" }), "accepted 10.0.0.2:9"],
    [event("open", { network: "tcp" }), "connected to :9"],
    [event("open", { network: "udp", remote: "10.0.0.2:9" }), "first datagram from or to 10.0.0.2:9"],
    [event("eof", null, { direction: "in" }), "the peer sent FIN: no more comes from it"],
    [event("reset", null, { direction: "out" }), "we reset the connection (RST)"],
    [event("close", { reason: "fin" }), "closed: both sides are done"],
    [event("close", { reason: "unheard of" }), "closed"],
    [event("close", null, { peer: 0 }), "session closed"],
    [event("limit", { limit: "maxPeers", value: 3 }), "limit maxPeers reached (3)"],
    [event("drop", { where: "kernel", count: 1 }), "1 datagram dropped by the kernel: its buffer was full"],
    [event("error", { code: "ERR_NEW", message: "it broke" }), "error: it broke"],
    [event("rule", { rule: "rule 2", number: 2, bytes: 3 }), "rule 2 answered"],
    [event("rule", { rule: "ping", number: 1, bytes: null }), "rule 1 fired, without an answer · ping"],
    [event("error", { code: "ERR_BAD_FRAME", message: "it broke", unanswered: true }), "not answered: it broke"],
    [event("note", { text: "hello" }), "hello"],
    [event("note", { note: "tls", protocol: "TLSv1.3", cipher: "C", alpn: "h2", text: "…" }), "TLSv1.3 · C · h2"],
    [
      event("note", { note: "tls", protocol: "TLSv1.2", cipher: "C", alpn: null, subject: "CN=a", trusted: true }),
      "TLSv1.2 · C · certificate CN=a, trusted",
    ],
    [
      event("note", {
        note: "tls",
        protocol: "TLSv1.3",
        cipher: "C",
        subject: "CN=a",
        trusted: false,
        text: 'TLSv1.3 C, certificate "CN=a" of "CN=a", not trusted: it is old',
      }),
      "TLSv1.3 · C · certificate CN=a, NOT TRUSTED: it is old",
    ],
    [
      event("note", { note: "tls-certificate", fingerprintSha256: "AB:CD" }),
      "made a certificate for localhost, SHA-256 AB:CD",
    ],
  ])("%o reads %s", (row, words) => {
    expect(eventWords(row, ":9", t)).toBe(words);
  });

  it("warns of a certificate that is not trusted, and says why in Chinese", () => {
    const text = 'T C, certificate "CN=a" of "CN=a", not trusted: the server\'s certificate "CN=a" was revoked';
    const row = event("note", { note: "tls", protocol: "T", cipher: "C", subject: "CN=a", trusted: false, text });
    expect(eventTone(row)).toBe("warn");
    expect(eventTone(event("note", { note: "tls", trusted: true }))).toBe("quiet");
    expect(eventWords(row, "", makeTranslate(zh))).toMatch(/不可信：.*(吊销|撤销)/);
  });

  it("says what to do about an error that the page knows", () => {
    const row = event("error", { code: "ERR_REFUSED", message: "connect tcp 10.0.0.1:80: connection refused" });
    expect(eventWords(row, "", t)).toContain("Start the program that should listen there");
    expect(eventWords(row, "", makeTranslate(zh))).toContain("请先启动应当监听该端口的程序");
  });

  it.each(EVENT_KINDS)("has words for %s without any detail", (kind) => {
    const words = eventWords(event(kind), "", t);
    expect(words).not.toMatch(/undefined|\{/);
  });
});

describe("words of problems", () => {
  it("gives meaning and remedy in the page's language, and the workbench's own where there is none", () => {
    const known = problemWords({ code: "ERR_ACCESS", message: "m", remedy: "r" }, makeTranslate(zh));
    expect(known).toEqual({
      meaning: "权限不足",
      message: "m",
      remedy: "请使用 1024 及以上的端口，或有写权限的路径。",
    });
    const message = "listen tcp 127.0.0.1:80: address already in use; held by node (pid 7); port 81 is free";
    const taken = problemWords({ code: "ERR_ADDRESS_IN_USE", message, remedy: "r", freePort: 81 }, makeTranslate(zh));
    expect(taken.message).toBe("tcp 127.0.0.1:80，被 node (pid 7) 占用");
    expect(problemWords({ code: "ERR_NEW", message: "m", remedy: "r" }, t)).toEqual({
      meaning: "",
      message: "m",
      remedy: "r",
    });
  });
});
