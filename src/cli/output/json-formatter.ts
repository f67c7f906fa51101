import type { CharsetSpec } from "../../api/index.ts";
import {
  CharsetDecoder,
  type ChecksumSpec,
  type CutMessage,
  type FramingSpec,
  formatHex,
  MessageCutter,
  verifyChecksum,
} from "../../bytes/index.ts";
import type { CaptureEvent, Direction } from "../../capture/index.ts";
import type { EventFormatter } from "./event-formatter.ts";

interface Flow {
  readonly peer: number;
  readonly direction: Direction;
  readonly decoder: CharsetDecoder;
  readonly cutter: MessageCutter;
}

/** Options of {@link JsonFormatter}. */
export interface JsonFormatterOptions {
  readonly charset: CharsetSpec;
  readonly framing: FramingSpec;
  /** Checksum at the end of each received message, which is then told with it. @default not looked at */
  readonly check?: ChecksumSpec | null;
  /** Keys and values of every line, such as `{ service: "time" }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

const NO_BYTES = new Uint8Array(0);
// JSON leaves these as they are, but a terminal may act on them.
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Prints every event as one JSON object a line. Keys: `event`, `time` (ISO 8601, UTC, microseconds), then what the event
 * has: `network`, `host`, `port` or `path`, `peer`, `local`, `remote`, `direction`, `length`, `text`, `hex`, `code`, …
 * With a framing other than `read` there is an event `message` for each message instead of `data` for each read.
 */
export class JsonFormatter implements EventFormatter {
  readonly #labels: Readonly<Record<string, string>>;
  readonly #charset: CharsetSpec;
  readonly #framing: FramingSpec;
  readonly #check: ChecksumSpec | null;
  readonly #flows = new Map<string, Flow>();
  readonly #remotes = new Map<number, string>();

  constructor(options: JsonFormatterOptions) {
    this.#labels = options.labels ?? {};
    this.#charset = options.charset;
    this.#framing = options.framing;
    this.#check = options.check ?? null;
  }

  format(event: CaptureEvent): string {
    const { kind, peer, direction, detail } = event;
    if (kind === "data") return this.#data(event);
    const head: Record<string, unknown> = {
      event: kind === "listen" ? "listening" : kind,
      time: isoTime(event.timeUs),
      ...this.#labels,
    };
    const remote = detail?.["remote"];
    if (typeof remote === "string") this.#remotes.set(peer, remote);
    if (kind === "listen") Object.assign(head, detail, addressParts(String(detail?.["local"] ?? "")));
    else Object.assign(head, this.#who(peer), direction === null ? {} : { direction }, detail);
    let lines = "";
    if (kind === "eof" && direction === "in") lines = this.#rest(event, "in");
    if (kind === "close") {
      lines = this.#rest(event, "in") + this.#rest(event, "out");
      this.#remotes.delete(peer);
      for (const side of ["in", "out"]) this.#flows.delete(`${peer}${side}`);
    }
    return lines + jsonLine(head);
  }

  tick(timeUs: number): { readonly output: string; readonly waiting: boolean } {
    let output = "";
    let waiting = false;
    for (const flow of this.#flows.values()) {
      const { peer, direction, cutter } = flow;
      const message = cutter.expire(timeUs / 1000);
      const event = { kind: "data", timeUs, direction, peer, bytes: NO_BYTES, detail: null } as const;
      if (message !== null) output += this.#message(event, direction, message, flow);
      waiting ||= cutter.heldBytes > 0;
    }
    return { output, waiting };
  }

  #data(event: CaptureEvent): string {
    const { peer, bytes, timeUs } = event;
    const direction = event.direction ?? "in";
    const flow = this.#flow(peer, direction);
    const messages = flow.cutter.push(bytes, timeUs / 1000);
    return messages.map((message) => this.#message(event, direction, message, flow)).join("");
  }

  #rest(event: CaptureEvent, direction: Direction): string {
    const flow = this.#flows.get(`${event.peer}${direction}`);
    const message = flow?.cutter.end() ?? null;
    if (flow === undefined || message === null) return "";
    // That it is unfinished says it all.
    return this.#message(event, direction, { ...message, violation: null }, flow);
  }

  #message(event: CaptureEvent, direction: Direction, message: CutMessage, { decoder }: Flow): string {
    const framed = this.#framing.type !== "read";
    return jsonLine({
      event: framed ? "message" : "data",
      time: isoTime(event.timeUs),
      ...this.#labels,
      ...this.#who(event.peer),
      direction,
      length: message.bytes.length,
      text: framed ? decoder.end(message.bytes) : decoder.decode(message.bytes),
      hex: formatHex(message.bytes, { separator: "" }),
      ...(message.ended ? {} : { unfinished: true }),
      ...(message.violation === null ? {} : { violation: message.violation.message }),
      ...(direction === "in" && this.#check !== null ? { checksum: verdictOf(message.bytes, this.#check) } : {}),
    });
  }

  #who(peer: number): Record<string, unknown> {
    if (peer === 0) return {};
    const remote = this.#remotes.get(peer);
    return remote === undefined ? { peer } : { peer, remote };
  }

  #flow(peer: number, direction: Direction): Flow {
    const key = `${peer}${direction}`;
    let flow = this.#flows.get(key);
    if (flow === undefined) {
      const decoder = new CharsetDecoder(this.#charset[direction], { badBytes: "mark" });
      this.#flows.set(key, (flow = { peer, direction, decoder, cutter: new MessageCutter(this.#framing) }));
    }
    return flow;
  }
}

function verdictOf(bytes: Uint8Array, check: ChecksumSpec): Readonly<Record<string, unknown>> {
  const verdict = verifyChecksum(bytes, check);
  if (verdict === null) return { ok: false };
  const hex = (part: Uint8Array): string => formatHex(part, { separator: "" });
  return { ok: verdict.ok, found: hex(verdict.found), expected: hex(verdict.expected) };
}

/** One line of JSON that a terminal can show as it is. */
export function jsonLine(value: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(value).replace(UNSAFE_IN_JSON, (char) => {
    let escaped = "";
    for (let at = 0; at < char.length; at++) escaped += `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`;
    return escaped;
  });
  return `${text}\n`;
}

/** `2026-01-02T03:04:05.678901Z`. */
export function isoTime(timeUs: number): string {
  const ms = Math.floor(timeUs / 1000);
  const rest = Math.floor(timeUs - ms * 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}

function addressParts(local: string): Record<string, unknown> {
  const match = /^(?:\[(.*)\]|([^:/@]*)):(\d+)$/.exec(local);
  if (match === null) return { path: local };
  return { host: match[1] ?? match[2], port: Number(match[3]) };
}
