import { JackfieldError } from "../../errors/index.ts";
import type { TransferFault } from "../../services/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";
import type { Messages } from "../messages/messages.ts";

/** A failed transfer as the command line tells it; other errors stay as they are. */
export function transferProblem(error: unknown): unknown {
  if (JackfieldError.is(error) || !(error instanceof Error) || !("fault" in error)) return error;
  const fault = error.fault as TransferFault;
  return new CliError(EXIT.failed, (m) => sentence(fault, m), { cause: error });
}

function sentence(fault: TransferFault, { files }: Messages): string {
  switch (fault.type) {
    case "exists":
      return files.exists(fault.path);
    case "missing":
      return files.missing(fault.name);
    case "folder":
      return files.isFolder(fault.name);
    case "missing-or-empty":
      return files.missingOrEmpty(fault.name);
    case "put-exists":
      return files.putExists(fault.name);
    case "status":
      return files.status(fault.status, fault.text);
    case "not-http":
      return files.otherEndIsPlain;
    case "changed":
      return files.changedMeanwhile;
    case "no-ranges":
      return files.noRanges;
    case "read-only":
      return files.readOnly;
    case "incomplete":
      return files.incomplete(fault.bytes, fault.part);
    case "too-large":
      return files.tooLarge(fault.bytes, fault.maxBytes);
    case "digest":
      return files.digestDiffers(fault.wanted, fault.got);
    default:
      return String(fault satisfies never);
  }
}
