import {
  CHECKSUM_CATALOGUE,
  type ChecksumSpec,
  findChecksum,
  type FramingSpec,
  parseChecksumSpec,
  parseFramingText,
} from "../../bytes/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import { UsageError } from "../cli-error.ts";
import type { ValueType } from "../command.ts";
import { suggest } from "../suggest.ts";

const FRAMINGS = ["read", "line", "delim:", "fixed:", "len:u16be", "len:u32be", "idle:20ms", "slip", "cobs"];

/** `--framing`. */
export const framingType: ValueType<FramingSpec> = {
  placeholder: "FRAMING",
  suggestions: FRAMINGS,
  parse: parseFramingText,
};

/** `--checksum`. */
export const checksumType: ValueType<ChecksumSpec> = {
  placeholder: "NAME",
  // Made when completion asks for it.
  get suggestions() {
    return CHECKSUM_CATALOGUE.map(({ name }) => name.toLowerCase());
  },
  parse: parseChecksum,
};

function parseChecksum(text: string): ChecksumSpec {
  try {
    return parseChecksumSpec(text);
  } catch (error) {
    const [name = ""] = text.split(",");
    const meant = JackfieldError.is(error, "ERR_BAD_CHECKSUM") && !isKnown(name) ? nearest(name) : null;
    if (meant === null) throw error;
    throw new UsageError((m) => m.usage.unknownChecksum(name, meant));
  }
}

function isKnown(name: string): boolean {
  try {
    findChecksum(name);
    return true;
  } catch {
    return false;
  }
}

/** The checksum that was probably meant, `modbus` rather than `CRC-16/MODBUS`; punctuation does not matter. */
function nearest(name: string): string | null {
  const short = new Map<string, string>();
  for (const { name: full, aliases } of CHECKSUM_CATALOGUE) {
    const [shortest = full] = aliases.filter((alias) => plain(full).endsWith(plain(alias)));
    short.set(plain(full), shortest.toLowerCase());
    for (const alias of aliases) short.set(plain(alias), alias.toLowerCase());
  }
  const found = suggest(plain(name), short.keys());
  return found === null ? null : (short.get(found) ?? null);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
