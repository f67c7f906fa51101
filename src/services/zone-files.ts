import { readFileSync } from "node:fs";
import { intlZone, parseTzif, type TimeZone, UTC } from "../handlers/index.ts";
import { LocalProtocolError } from "../errors/index.ts";

const FOLDERS = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"];
const LOCAL_FILE = "/etc/localtime";

/** This machine's zone: the `TZ` variable, else /etc/localtime, else what the JavaScript engine says. */
export function localZone(env: Readonly<Record<string, string | undefined>> = process.env): TimeZone {
  const wanted = env["TZ"]?.replace(/^:/, "");
  if (wanted !== undefined && wanted !== "") return findZone(wanted);
  const file = readOrNull(LOCAL_FILE);
  if (file !== null) return parseTzif(LOCAL_FILE, file);
  return intlZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/**
 * A zone by its name, `Asia/Shanghai`: from zoneinfo where the machine has it, else from the JavaScript engine.
 * @throws LocalProtocolError `ERR_BAD_OPTION` for a name that neither knows
 */
export function findZone(name: string): TimeZone {
  if (name === "UTC") return UTC;
  // A name is a path below zoneinfo and must not lead out of it.
  if (/^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) {
    for (const folder of FOLDERS) {
      const file = readOrNull(`${folder}/${name}`);
      if (file !== null) return parseTzif(name, file);
    }
    try {
      return intlZone(name);
    } catch {
      // Told below.
    }
  }
  throw new LocalProtocolError("ERR_BAD_OPTION", `Unknown time zone "${name}": write a name such as Asia/Shanghai`, {
    input: name,
  });
}

function readOrNull(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
