import { createHash } from "node:crypto";
import { SocketError } from "../../errors/index.ts";
import { connect } from "../../net/index.ts";
import type { FetchedFile, FetchOptions } from "./fetch-file.ts";
import { type FetchTarget, openTarget } from "./fetch-target.ts";
import type { FileLocation } from "./http-exchange.ts";
import { TransferError } from "./transfer-error.ts";

/**
 * Fetches a file from an original server: the bare name in UTF-8, then bytes up to the FIN. No byte at all is
 * `missing-or-empty`; after a reset or a timeout the file is `incomplete`, and nothing is kept.
 * @throws TransferError, SocketError, JackfieldError `ERR_FILE`
 */
export async function fetchPlain(
  { address, name }: FileLocation,
  target: string | FetchTarget,
  { force = false, maxBytes = Infinity, idleMs = 30_000, onProgress, signal }: FetchOptions = {},
): Promise<FetchedFile> {
  const wait = signal === undefined ? {} : { signal };
  await using stream = await connect(address, { timeoutMs: idleMs, ...wait });
  const part = await openTarget(target, { force });
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    await stream.write(new TextEncoder().encode(name));
    for (;;) {
      const chunk = await stream.read(undefined, { timeoutMs: idleMs, ...wait });
      if (chunk === null) break;
      if (bytes + chunk.length > maxBytes) throw new TransferError({ type: "too-large", bytes: null, maxBytes });
      hash.update(chunk);
      await part.write(chunk, bytes);
      bytes += chunk.length;
      onProgress?.(bytes, null);
    }
    if (bytes === 0) throw new TransferError({ type: "missing-or-empty", name });
    await part.commit();
  } catch (error) {
    // Behind the FIN there is nothing to break off.
    if (!(error instanceof TransferError) || error.fault.type === "too-large") stream.reset();
    await part.discard();
    if (part.failure !== null) throw part.failure.reason;
    if (!(error instanceof SocketError) || bytes === 0) throw error;
    throw new TransferError({ type: "incomplete", bytes, part: null }, { cause: error });
  }
  return { bytes, resumedBytes: 0, sha256: hash.digest("hex"), checked: null };
}
