import { type DragEvent, type JSX, useRef, useState } from "react";
import type { SessionState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import type { Target } from "../model/target.ts";
import { bytesText } from "../text/quantity.ts";
import { visibleText } from "../text/visible-text.ts";
import { CheckField } from "../ui/field.tsx";
import { useObservable, usePage, useT } from "../ui/hooks.ts";

/** Properties of {@link FileSend}. */
export interface FileSendProps {
  readonly session: SessionState;
  readonly target: Target;
  /** The peer that is selected, for receiving to a file. */
  readonly peer: number | null;
}

/** A positive whole number, or nothing. */
function positive(text: string): number | undefined {
  const value = Number(text.trim());
  return /^\d+$/.test(text.trim()) && value > 0 ? value : undefined;
}

/** Sends a file of the person's machine, in chunks and at a rate. */
export default function FileSend({ session, target, peer }: FileSendProps): JSX.Element {
  const { workbench, composer } = usePage();
  const t = useT();
  const settings = useObservable(composer.settings);
  const file = useObservable(composer.file);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);

  const send = async (): Promise<void> => {
    if (file === null || target.kind === "none") return;
    setBusy(true);
    const chunkBytes = positive(settings.chunkBytes);
    const rate = positive(settings.kilobytesPerSecond);
    await workbench.attempt(() =>
      callApi("sendUpload", {
        params: { session: session.id },
        query: {
          to: String(target.to),
          name: file.name,
          ...(chunkBytes === undefined ? {} : { chunkBytes }),
          ...(rate === undefined ? {} : { bytesPerSecond: rate * 1000 }),
          ...(settings.finAfter ? { shutdownAfter: true } : {}),
        },
        body: file,
      }),
    );
    setBusy(false);
  };

  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped !== undefined) composer.file.set(dropped);
  };

  const number = (field: "chunkBytes" | "kilobytesPerSecond", label: string, unit: string): JSX.Element => (
    <label className="field field-inline">
      <span className="field-label">{label}</span>
      <input
        className="field-input field-mono num"
        inputMode="numeric"
        placeholder={field === "chunkBytes" ? "65536" : "∞"}
        value={settings[field]}
        onChange={(event) => composer.change({ [field]: event.target.value })}
      />
      <span className="muted">{unit}</span>
    </label>
  );
  const peerWords =
    target.kind === "peer" ? visibleText(target.remote) : target.kind === "all" ? `× ${target.count}` : "";
  return (
    <>
      <div className="composer-box">
        <div
          className="file-drop"
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <button type="button" className="btn" onClick={() => input.current?.click()}>
            {t("send.chooseFile")}
          </button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t("send.chooseFile")}
            onChange={(event) => composer.file.set(event.target.files?.[0] ?? null)}
          />
          {file !== null && (
            <span>
              <b>{file.name}</b> <span className="muted">{bytesText(file.size)}</span>
            </span>
          )}
        </div>
      </div>
      <div className="composer-foot">
        {number("chunkBytes", t("send.chunk"), "B")}
        {number("kilobytesPerSecond", t("send.rate"), t("send.rateUnit"))}
        {session.spec.type !== "udp" && (
          <CheckField
            label={t("send.fin")}
            checked={settings.finAfter}
            onChange={(finAfter) => composer.change({ finAfter })}
          />
        )}
        <div className="end">
          <ReceiveFile session={session} peer={peer} />
          {busy && <span className="muted">{t("send.uploading")}</span>}
          <button
            type="button"
            className="btn btn-primary send-button"
            disabled={file === null || target.kind === "none" || busy}
            onClick={() => void send()}
          >
            {t("send.sendFile", { peer: peerWords })}
          </button>
        </div>
      </div>
    </>
  );
}

function ReceiveFile({ session, peer }: Pick<FileSendProps, "session" | "peer">): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const [path, setPath] = useState<string | null>(null);
  if (path === null) {
    return (
      <button type="button" className="btn btn-quiet" onClick={() => setPath("")}>
        {t("receive.toFile")}
      </button>
    );
  }
  const start = async (): Promise<void> => {
    const body = { path, from: peer ?? ("all" as const) };
    if (await workbench.attempt(() => callApi("receiveFile", { params: { session: session.id }, body }))) setPath(null);
  };
  return (
    <span className="field field-inline">
      <input
        className="field-input field-mono w-path"
        aria-label={t("receive.path")}
        placeholder={t("receive.path")}
        value={path}
        onChange={(event) => setPath(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setPath(null);
          if (event.key === "Enter" && path !== "") void start();
        }}
      />
      <button type="button" className="btn btn-small" disabled={path === ""} onClick={() => void start()}>
        {t("receive.start")}
      </button>
    </span>
  );
}
