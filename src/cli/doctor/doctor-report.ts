import { escapeText } from "../../bytes/index.ts";
import { wrap, wrapBeside } from "../output/wrap.ts";
import type { DoctorMessages } from "../messages/doctor-messages.ts";
import type { Paint, Painter } from "../output/paint.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import type { Finding, FindingLevel } from "./finding.ts";

const MARKS: Readonly<Record<FindingLevel, string>> = { ok: "ok", note: "!", problem: "!!", unknown: "?" };
const PAINTS: Readonly<Record<FindingLevel, Paint>> = { ok: "out", note: "warning", problem: "error", unknown: "dim" };
const MARK_COLUMNS = 4;
const LEAST_COLUMNS = 40;

/** A finding as lines for a person: the mark, what was looked at, what was found, and behind arrows what to do. */
export function findingLines(finding: Finding, messages: DoctorMessages, columns: number, paint: Painter): string[] {
  const titles = Object.values(messages.titles);
  const titleColumns = Math.max(...titles.map(textWidth)) + 2;
  const indent = " ".repeat(MARK_COLUMNS + titleColumns);
  const room = Math.max(LEAST_COLUMNS, columns - indent.length);
  const { lines, remedies = [] } = finding.text(messages);
  const body = [
    ...lines.flatMap((line) => wrapped(line, room)),
    ...remedies.flatMap((remedy) =>
      wrap(safe(remedy), room - 2).map((line, index) => paint(`${index === 0 ? "→" : " "} ${line}`, "in")),
    ),
  ];
  const mark = paint(padToWidth(MARKS[finding.level], MARK_COLUMNS), PAINTS[finding.level]);
  const title = padToWidth(messages.titles[finding.check], titleColumns);
  return body.map((line, index) => (index === 0 ? `${mark}${title}${line}` : `${indent}${line}`));
}

/** A row of a table keeps its blanks; its last column is broken. */
function wrapped(line: string, room: number): string[] {
  const text = safe(line).trimEnd();
  const last = text.lastIndexOf("  ") + 2;
  return last < 2 ? wrap(text, room) : wrapBeside(text.slice(0, last), text.slice(last), room);
}

/** Names of processes, interfaces and rules come from others. */
function safe(text: string): string {
  return escapeText(text, { backslash: false });
}
