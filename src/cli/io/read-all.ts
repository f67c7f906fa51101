import { CliError } from "../cli-error.ts";
import type { ByteSource } from "../context.ts";
import { EXIT } from "../exit-table.ts";

/**
 * All that a source has until its end.
 * @throws CliError 3 (`ERR_LIMIT`) past `maxBytes`
 */
export async function readAll(source: ByteSource, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let bytes = await source.read(); bytes !== null; bytes = await source.read()) {
    length += bytes.length;
    if (length > maxBytes) throw new CliError(EXIT.failed, (m) => m.flow.inputTooLong(maxBytes), { code: "ERR_LIMIT" });
    parts.push(new Uint8Array(bytes));
  }
  return Buffer.concat(parts);
}
