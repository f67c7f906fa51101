import type { JSX } from "react";
import type { SessionState, TransferState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import { bytesText, numberText } from "../text/quantity.ts";
import { usePage, useT } from "../ui/hooks.ts";

/** Properties of {@link Transfers}. */
export interface TransfersProps {
  readonly session: SessionState;
}

/** Files that are being sent or received, and those that have just ended. */
export function Transfers({ session }: TransfersProps): JSX.Element | null {
  if (session.transfers.length === 0) return null;
  return (
    <div className="transfers" role="status">
      {session.transfers.map((transfer) => (
        <Transfer key={transfer.id} session={session} transfer={transfer} />
      ))}
    </div>
  );
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function Transfer({ session, transfer }: TransfersProps & { readonly transfer: TransferState }): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const name = nameOf(transfer.path);
  const running = transfer.phase === "running";
  const words =
    transfer.phase === "done"
      ? t("send.fileDone", { name, n: transfer.bytes })
      : transfer.problem === null
        ? name
        : t("send.fileFailed", { name, text: transfer.problem.message });
  return (
    <div className="transfer" data-phase={transfer.phase}>
      <span title={transfer.sha256 === null ? transfer.path : `${t("send.sha")} ${transfer.sha256}`}>
        {transfer.direction === "in" ? "← " : "→ "}
        {words}
      </span>
      <progress
        aria-label={name}
        {...(transfer.totalBytes === null ? {} : { max: Math.max(1, transfer.totalBytes), value: transfer.bytes })}
      />
      <span>
        {bytesText(transfer.bytes)}
        {transfer.totalBytes === null ? "" : ` / ${bytesText(transfer.totalBytes)}`}
      </span>
      {running ? (
        <button
          type="button"
          className="btn btn-small btn-danger"
          onClick={() =>
            void workbench.attempt(() =>
              callApi("cancelTransfer", { params: { session: session.id, transfer: transfer.id } }),
            )
          }
        >
          {t("send.cancel")}
        </button>
      ) : (
        <span className="muted" title={`${numberText(transfer.bytes)} B`}>
          {transfer.sha256 === null ? "" : `${transfer.sha256.slice(0, 8)}…`}
        </span>
      )}
    </div>
  );
}
