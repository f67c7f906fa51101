import type { CaptureRow } from "../../../api/index.ts";
import { isTextKey, type Translate } from "../i18n/translate.ts";
import { detailWords } from "./problem-words.ts";

/** How serious an event looks. */
export type EventTone = "quiet" | "good" | "warn" | "bad";

function textOf(row: CaptureRow, ...keys: string[]): string {
  for (const key of keys) {
    const value = row.detail?.[key];
    if (value !== undefined && value !== null) return String(value);
  }
  return "";
}

function countOf(row: CaptureRow): number {
  const value = row.detail?.["count"];
  return typeof value === "number" ? value : 1;
}

function opened(row: CaptureRow, remote: string, t: Translate): string {
  return row.detail?.["network"] === "udp" ? t("event.source", { remote }) : t("event.open", { remote });
}

function closed(row: CaptureRow, t: Translate): string {
  if (row.peer === 0) return t("event.closeSession");
  const key = `event.close.${textOf(row, "reason")}`;
  switch (key) {
    case "event.close.fin":
    case "event.close.reset":
    case "event.close.local":
    case "event.close.error":
    case "event.close.forgotten":
      return t(key);
    default:
      return t("event.close");
  }
}

function ruled(row: CaptureRow, t: Translate): string {
  const name = textOf(row, "rule", "text");
  const n = row.detail?.["number"];
  if (typeof n !== "number") return t("event.rule", { text: name });
  const said = t(row.detail?.["bytes"] === null ? "event.ruleFired" : "event.ruleAnswered", { n });
  return name === `rule ${n}` ? said : `${said} · ${name}`;
}

function failed(row: CaptureRow, t: Translate): string {
  if (row.detail?.["unanswered"] === true) {
    return t("event.unanswered", { reason: detailWords(textOf(row, "message"), t) });
  }
  const text = t("event.error", { text: textOf(row, "message", "text", "code") });
  const remedy = `remedy.${textOf(row, "code")}`;
  return isTextKey(remedy) ? `${text} — ${(t as (key: string) => string)(remedy)}` : text;
}

function agreed(row: CaptureRow, t: Translate): string {
  const alpn = textOf(row, "alpn");
  const facts = t("event.tls", { protocol: textOf(row, "protocol"), cipher: textOf(row, "cipher") });
  const all = { facts: alpn === "" ? facts : `${facts} · ${alpn}`, subject: textOf(row, "subject") };
  if (row.detail?.["trusted"] === undefined) return all.facts;
  if (row.detail["trusted"] === true) return t("event.tlsTrusted", all);
  const [, reason = ""] = /, not trusted: (.*)$/s.exec(textOf(row, "text")) ?? [];
  return t("event.tlsUntrusted", { ...all, reason: detailWords(reason, t) });
}

function noted(row: CaptureRow, t: Translate): string {
  const name = textOf(row, "name");
  if (row.detail?.["note"] === "tls") return agreed(row, t);
  if (row.detail?.["note"] === "tls-certificate") {
    return t("event.tlsMade", { fingerprint: textOf(row, "fingerprintSha256") });
  }
  switch (row.detail?.["room"]) {
    case "message":
      return t("event.room.message", { text: textOf(row, "text") });
    case "joined":
      return t("event.room.joined", { name });
    case "left":
      return t("event.room.left", { name });
    default:
      return t("event.note", { text: textOf(row, "text", "message") });
  }
}

/** The words of a row that is not data, in the page's language. `remote` is the row's peer as printed. */
export function eventWords(row: CaptureRow, remote: string, t: Translate): string {
  const far = textOf(row, "remote") || remote;
  switch (row.kind) {
    case "data":
      return "";
    case "listen":
      return t(row.detail?.["network"] === "udp" ? "event.bound" : "event.listen", { local: textOf(row, "local") });
    case "accept":
      return t("event.accept", { remote: far });
    case "open":
      return opened(row, far, t);
    case "eof":
      return t(row.direction === "out" ? "event.eof.out" : "event.eof.in");
    case "reset":
      return t(row.direction === "out" ? "event.reset.out" : "event.reset.in");
    case "close":
      return closed(row, t);
    case "error":
      return failed(row, t);
    case "limit":
      return t("event.limit", { limit: textOf(row, "limit"), value: textOf(row, "value", "count") });
    case "drop":
      return t(textOf(row, "where") === "kernel" ? "event.drop" : "event.dropOther", { n: countOf(row) });
    case "rule":
      return ruled(row, t);
    case "fault":
      return t("event.fault", { text: textOf(row, "text", "message") });
    case "note":
      return noted(row, t);
    default:
      return t("event.note", { text: textOf(row, "text", "message") });
  }
}

/** How an event row is coloured. */
export function eventTone(row: CaptureRow): EventTone {
  switch (row.kind) {
    case "listen":
    case "accept":
    case "open":
      return "good";
    case "error":
    case "reset":
    case "drop":
      return "bad";
    case "limit":
    case "fault":
      return "warn";
    default:
      return row.detail?.["trusted"] === false ? "warn" : "quiet";
  }
}
