/** Why a transfer did not happen or did not finish. */
export type TransferFault =
  | { readonly type: "exists"; readonly path: string }
  | { readonly type: "missing" | "folder" | "missing-or-empty" | "put-exists"; readonly name: string }
  | { readonly type: "status"; readonly status: number; readonly text: string }
  | { readonly type: "not-http" | "changed" | "no-ranges" | "read-only" }
  /** The connection broke; with `part`, what came is kept there. */
  | { readonly type: "incomplete"; readonly bytes: number; readonly part: string | null }
  /** `bytes` null: not known before. */
  | { readonly type: "too-large"; readonly bytes: number | null; readonly maxBytes: number }
  | { readonly type: "digest"; readonly wanted: string; readonly got: string };

/** A transfer failed for a reason of its own, not one of the socket's or the file system's. */
export class TransferError extends Error {
  override readonly name = "TransferError";
  readonly fault: TransferFault;

  constructor(fault: TransferFault, options: ErrorOptions = {}) {
    super(`The transfer failed: ${fault.type}`, options);
    this.fault = fault;
  }
}
