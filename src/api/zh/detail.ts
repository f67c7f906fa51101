import { ADDRESS_DETAILS } from "./address-details.ts";
import { BYTES_DETAILS } from "./bytes-details.ts";
import type { DetailPair } from "./detail-pair.ts";
import { FILE_DETAILS } from "./file-details.ts";
import { FILTER_DETAILS } from "./filter-details.ts";
import { SERVICE_DETAILS } from "./service-details.ts";
import { SOCKET_DETAILS } from "./socket-details.ts";
import { SPEC_DETAILS } from "./spec-details.ts";
import { TLS_DETAILS } from "./tls-details.ts";

/** Every detail that is known. */
export const DETAIL_PAIRS: readonly DetailPair[] = [
  ...ADDRESS_DETAILS,
  ...BYTES_DETAILS,
  ...FILTER_DETAILS,
  ...SPEC_DETAILS,
  ...FILE_DETAILS,
  ...SOCKET_DETAILS,
  ...TLS_DETAILS,
  ...SERVICE_DETAILS,
];

interface Pattern {
  readonly expression: RegExp;
  /** For each hole whether it is looked up. */
  readonly looked: readonly boolean[];
  readonly chinese: string;
}

let patterns: readonly Pattern[] | null = null;

function compile([english, chinese]: DetailPair): Pattern {
  const looked: boolean[] = [];
  const source = english.replace(/\{([*#@]?)\}|[.*+?^${}()|[\]\\/]/g, (part, hole: string | undefined) => {
    if (hole === undefined) return `\\${part}`;
    looked.push(hole === "*");
    // The path of a property, `services[1].port`.
    if (hole === "@") return "((?:services|sessions)\\[\\d+\\][\\w.\\[\\]]*)";
    return hole === "#" ? "([\\d.-]+)" : "(.+?)";
  });
  return { expression: new RegExp(`^${source}$`, "s"), looked, chinese };
}

/** @param loose whether what a hole takes may go beyond a `; `, which may belong to another detail */
function whole(text: string, loose: boolean): string | null {
  patterns ??= DETAIL_PAIRS.map(compile);
  for (const { expression, looked, chinese } of patterns) {
    const found = expression.exec(text);
    if (found === null || (!loose && found.some((part, at) => at > 0 && part.includes("; ")))) continue;
    const parts = found.slice(1).map((part, at) => (looked[at] === true ? zhDetail(part) : part));
    let next = 0;
    return chinese.replace(
      /\{(\d?)\}/g,
      (_, number: string) => parts[number === "" ? next++ : Number(number) - 1] ?? "",
    );
  }
  return null;
}

/**
 * The detail of an error, such as `Bad address "x": the port is missing`, in Chinese; several with `; ` between are each
 * looked up. What is not known stays as it is.
 */
export function zhDetail(detail: string): string {
  const parts = detail.split("; ");
  const { text, known } = inTurn(parts);
  return known ? text : (whole(detail, true) ?? text);
}

/** Parts looked up one behind the other, each with as many of the next as make a detail together. */
function inTurn(parts: readonly string[]): { readonly text: string; readonly known: boolean } {
  const said: string[] = [];
  let known = true;
  for (let at = 0; at < parts.length; ) {
    let end = parts.length;
    let chinese = whole(parts.slice(at, end).join("; "), false);
    while (chinese === null && end > at + 1) chinese = whole(parts.slice(at, --end).join("; "), false);
    if (chinese === null) known = false;
    said.push(chinese ?? parts[at] ?? "");
    at = end;
  }
  return { text: said.join("；"), known };
}
