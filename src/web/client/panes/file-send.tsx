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

/** Hands the chosen file over and starts sending it; answers whether it is being handed over. */
function useFileSend({ session, target }: FileSendProps): { readonly busy: boolean; readonly send: () => void } {
  const { workbench, composer } = usePage();
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    const file = composer.file.get();
    const settings = composer.settings.get();
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
  return { busy, send: () => void send() };
}

/** Sends a file of the person's machine, in chunks and at a rate. */
export default function FileSend(props: FileSendProps): JSX.Element {
  const { session, target, peer } = props;
  const { composer } = usePage();
  const t = useT();
  const { finAfter } = useObservable(composer.settings);
  const file = useObservable(composer.file);
  const { busy, send } = useFileSend(props);
  const remote = target.kind === "peer" ? visibleText(target.remote) : target.kind === "all" ? `× ${target.count}` : "";
  return (
    <>
      <FileDrop file={file} onFile={(chosen) => composer.file.set(chosen)} />
      <div className="composer-foot">
        <NumberField field="chunkBytes" label={t("send.chunk")} unit="B" placeholder="65536" />
        <NumberField field="kilobytesPerSecond" label={t("send.rate")} unit={t("send.rateUnit")} placeholder="∞" />
        {session.spec.type !== "udp" && (
          <CheckField
            label={t("send.fin")}
            checked={finAfter}
            onChange={(checked) => composer.change({ finAfter: checked })}
          />
        )}
        <div className="end">
          <ReceiveFile session={session} peer={peer} />
          {busy && <span className="muted">{t("send.uploading")}</span>}
          <button
            type="button"
            className="btn btn-primary send-button"
            disabled={file === null || target.kind === "none" || busy}
            onClick={send}
          >
            {t("send.sendFile", { peer: remote })}
          </button>
        </div>
      </div>
    </>
  );
}

interface FileDropProps {
  readonly file: File | null;
  readonly onFile: (file: File | null) => void;
}

/** Where a file is chosen, or dropped. */
function FileDrop({ file, onFile }: FileDropProps): JSX.Element {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped !== undefined) onFile(dropped);
  };
  return (
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
          onChange={(event) => onFile(event.target.files?.[0] ?? null)}
        />
        {file !== null && (
          <span>
            <b>{file.name}</b> <span className="muted">{bytesText(file.size)}</span>
          </span>
        )}
      </div>
    </div>
  );
}

interface NumberFieldProps {
  readonly field: "chunkBytes" | "kilobytesPerSecond";
  readonly label: string;
  readonly unit: string;
  readonly placeholder: string;
}

function NumberField({ field, label, unit, placeholder }: NumberFieldProps): JSX.Element {
  const { composer } = usePage();
  const settings = useObservable(composer.settings);
  return (
    <label className="field field-inline">
      <span className="field-label">{label}</span>
      <input
        className="field-input field-mono num"
        inputMode="numeric"
        placeholder={placeholder}
        value={settings[field]}
        onChange={(event) => composer.change({ [field]: event.target.value })}
      />
      <span className="muted">{unit}</span>
    </label>
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
