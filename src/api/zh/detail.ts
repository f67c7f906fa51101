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

function whole(text: string): string | null {
  patterns ??= DETAIL_PAIRS.map(compile);
  for (const { expression, looked, chinese } of patterns) {
    const found = expression.exec(text);
    if (found === null) continue;
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
  const known = whole(detail);
  if (known !== null) return known;
  const parts = detail.split("; ");
  return parts.length === 1 ? detail : parts.map((part) => whole(part) ?? part).join("；");
}
