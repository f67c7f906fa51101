import { LocalProtocolError } from "../errors/index.ts";
import { encodeEscaped } from "./escapes.ts";
import { parseFraming } from "./framing-parse.ts";
import type { FramingSpec, FramingType } from "./framing-spec.ts";
import { formatHex, parseHex } from "./hex.ts";

const NAMES: Readonly<Record<string, FramingType>> = {
  read: "read",
  none: "read",
  line: "line",
  lines: "line",
  delim: "delimiter",
  delimiter: "delimiter",
  fixed: "fixed",
  len: "length",
  length: "length",
  idle: "idle",
  slip: "slip",
  cobs: "cobs",
};
/** The field that stands after the colon. */
const MAIN_FIELDS: Readonly<Partial<Record<FramingType, string>>> = {
  delimiter: "hex",
  fixed: "size",
  length: "width",
  idle: "gapMs",
};
const SHORT_FIELDS: Readonly<Record<string, string>> = { max: "maxLength" };
const EXAMPLE = "line, delim:0d0a, fixed:8, len:u16be,offset=2,adjust=-2, idle:20ms, slip or cobs";

function bad(message: string, position: number, input: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_FRAMING", message, { position, input });
}

function mainValue(type: FramingType, text: string): unknown {
  if (type === "length") return text;
  if (type === "delimiter") {
    return text.includes("\\") ? formatHex(encodeEscaped(text, "utf-8"), { separator: "" }) : text;
  }
  const match = /^([0-9.]+)(ms|s|us)?$/.exec(text);
  if (match === null) return text;
  const number = Number(match[1]);
  if (type !== "idle") return match[2] === undefined ? number : text;
  return number * ({ us: 0.001, ms: 1, s: 1000 }[match[2] ?? "ms"] ?? 1);
}

/**
 * Reads a framing as it is written on a command line: `line`, `delim:0d0a` (hex) or `delim:\r\n` (escapes), `fixed:8`,
 * `len:u16be,offset=2,adjust=-2`, `idle:20ms`, `slip`, `cobs`, `read`; all but `read` and `fixed` take `,max=BYTES`.
 * @throws LocalProtocolError `ERR_BAD_FRAMING` with the `position` of the part that is wrong
 */
export function parseFramingText(text: string): FramingSpec {
  const [head = "", ...options] = text.split(",");
  const colon = head.indexOf(":");
  const name = (colon < 0 ? head : head.slice(0, colon)).trim().toLowerCase();
  const type = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (type === undefined) throw bad(`Unknown framing "${name}"; write ${EXAMPLE}`, 0, text);
  const main = MAIN_FIELDS[type];
  const fields: Record<string, unknown> = { type };
  if (colon >= 0 && main === undefined) throw bad(`Framing "${type}" takes nothing after a colon`, colon, text);
  if (colon < 0 && main !== undefined)
    throw bad(`Framing "${type}" needs its ${main}; write ${EXAMPLE}`, head.length, text);
  if (main !== undefined) {
    try {
      fields[main] = mainValue(type, head.slice(colon + 1).trim());
    } catch (cause) {
      throw new LocalProtocolError("ERR_BAD_FRAMING", (cause as Error).message, {
        cause,
        position: colon + 1,
        input: text,
      });
    }
  }
  let position = head.length + 1;
  for (const option of options) {
    const match = /^\s*([A-Za-z]+)\s*=\s*(-?\d+)\s*$/.exec(option);
    if (match === null) throw bad(`"${option}" is not an option like max=4096`, position, text);
    const key = match[1] ?? "";
    const field = SHORT_FIELDS[key] ?? key;
    if (Object.hasOwn(fields, field)) throw bad(`"${key}" stands twice`, position, text);
    fields[field] = Number(match[2]);
    position += option.length + 1;
  }
  try {
    return parseFraming(fields);
  } catch (cause) {
    throw new LocalProtocolError("ERR_BAD_FRAMING", (cause as Error).message, {
      cause,
      position: Math.min(colon < 0 ? head.length : colon + 1, text.length),
      input: text,
    });
  }
}

/** Writes a framing so that {@link parseFramingText} reads it back. */
export function formatFramingText(spec: FramingSpec): string {
  const { type } = spec;
  const short = { delimiter: "delim", length: "len" }[type as string] ?? type;
  const options = Object.entries(spec).filter(([name]) => ["offset", "adjust", "maxLength"].includes(name));
  const tail = options.map(([name, value]) => `,${name === "maxLength" ? "max" : name}=${String(value)}`).join("");
  switch (spec.type) {
    case "delimiter":
      return `${short}:${formatHex(parseHex(spec.hex), { separator: "" })}${tail}`;
    case "fixed":
      return `${short}:${spec.size}`;
    case "length":
      return `${short}:${spec.width}${tail}`;
    case "idle":
      return `${short}:${spec.gapMs}ms${tail}`;
    default:
      return `${short}${tail}`;
  }
}
