import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One row of the table in docs/en/relay.md: two command lines that do the same. */
export interface SocatRow {
  readonly socat: string;
  readonly jack: string;
}

/** The rows of the table "socat → jack relay". */
export function socatRows(): SocatRow[] {
  const page = readFileSync(fileURLToPath(new URL("../../docs/en/relay.md", import.meta.url)), "utf8");
  return [...page.matchAll(/^\| `(socat [^`]+)` \| `(jack relay [^`]+)` \|$/gm)].map(([, socat = "", jack = ""]) => ({
    socat,
    jack,
  }));
}
