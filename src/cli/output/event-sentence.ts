import type { CaptureEvent } from "../../capture/index.ts";
import { ERROR_CODES, type ErrorCode } from "../../errors/index.ts";
import type { Messages } from "../messages/messages.ts";
import { messageSentence } from "./problem-sentence.ts";

/** What happened, as a sentence; null for events that say nothing to a person. */
export function eventSentence(event: CaptureEvent, messages: Messages, labels: boolean): string | null {
  const { line } = messages;
  const { kind, direction, detail, peer } = event;
  const network = String(detail?.["network"] ?? "");
  const remote = String(detail?.["remote"] ?? "");
  switch (kind) {
    case "listen":
      return (
        line.listening(`${network} ${String(detail?.["local"] ?? "")}`) + (detail?.["shell"] === true ? line.shell : "")
      );
    case "accept":
      return labels ? line.arrived : line.accepted(`${network} ${remote}`);
    case "open":
      return network === "udp"
        ? labels
          ? line.firstDatagram
          : line.newSource(remote)
        : line.connected(`${network} ${remote}`, String(detail?.["local"] ?? ""));
    case "eof":
      if (detail?.["truncated"] === true) return `${line.eofIn}${messages.problem.colon}${messages.tls.truncated}`;
      return direction === "in" ? line.eofIn : line.eofOut;
    case "reset":
      return direction === "in" ? line.resetIn : line.resetOut;
    case "close":
      // A peer that is forgotten for want of room was never connected.
      if (peer === 0) return line.ended;
      return labels && detail?.["reason"] !== "forgotten" ? line.closed : null;
    case "error":
      return errorSentence(detail, messages);
    case "limit":
      return line.limit(String(detail?.["limit"] ?? ""), String(detail?.["value"] ?? ""));
    case "drop":
      return line.dropped(Number(detail?.["count"] ?? 0));
    case "note":
      if (detail?.["service"] === "files") return fileSentence(detail, messages);
      if (detail?.["note"] === "tls") return tlsSentence(detail, messages);
      if (detail?.["note"] === "tls-certificate") return messages.tls.temporary(String(detail["fingerprintSha256"]));
      return String(detail?.["text"] ?? detail?.["message"] ?? kind);
    case "rule":
      if (detail?.["rule"] === "exec") return auditSentence(detail, messages);
      if (typeof detail?.["number"] === "number") return ruleSentence(detail, detail["number"], messages);
      return String(detail?.["text"] ?? detail?.["message"] ?? detail?.["rule"] ?? kind);
    case "fault":
      return String(detail?.["text"] ?? detail?.["message"] ?? detail?.["rule"] ?? kind);
    default:
      return null;
  }
}

function fileSentence(detail: NonNullable<CaptureEvent["detail"]>, messages: Messages): string {
  const { status, problem } = detail;
  return messages.files.request({
    request: String(detail["request"]),
    status: typeof status === "number" ? status : undefined,
    bytes: Number(detail["bytes"]),
    ms: Number(detail["ms"]),
    problem: typeof problem === "string" ? problem : undefined,
    lineEndTaken: detail["lineEndTaken"] === true,
  });
}

function tlsSentence(detail: NonNullable<CaptureEvent["detail"]>, messages: Messages): string {
  const { protocol, cipher, subject, issuer, trusted, distrust, alpn } = detail;
  return messages.tls.agreed({
    suite: [protocol, cipher, alpn].filter((word) => typeof word === "string").join(" "),
    subject: typeof subject === "string" ? subject : null,
    issuer: String(issuer),
    distrust: trusted === true ? null : String(distrust),
  });
}

function auditSentence(detail: NonNullable<CaptureEvent["detail"]>, messages: Messages): string {
  const text = (key: string): string | null => (typeof detail[key] === "string" ? detail[key] : null);
  const { exitCode } = detail;
  const refused = text("reason") ?? text("failure");
  return messages.tls.audit({
    request: String(detail["request"]),
    who: text("certificate"),
    refused: refused === null ? null : (messages.detail?.(refused) ?? refused),
    end: text("stopped") ?? text("signal") ?? `exit ${String(exitCode)}`,
    bytes: Number(detail["bytes"] ?? 0),
    ms: Number(detail["ms"] ?? 0),
  });
}

function ruleSentence(detail: NonNullable<CaptureEvent["detail"]>, number: number, { line }: Messages): string {
  const name = String(detail["rule"]);
  return line.rule(number, name === `rule ${number}` ? null : name, detail["bytes"] !== null);
}

function errorSentence(detail: CaptureEvent["detail"], messages: Messages): string {
  const message = String(detail?.["message"] ?? "");
  if (detail?.["unanswered"] === true) return messages.line.unanswered(messages.detail?.(message) ?? message);
  const code = String(detail?.["code"] ?? "");
  return code in ERROR_CODES ? messageSentence(code as ErrorCode, message, messages) : message;
}
