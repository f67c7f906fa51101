import {
  type JSX,
  lazy,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  type ComponentType,
  type MemoExoticComponent,
} from "react";
import type { SessionState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import type { ComposerMode } from "../model/composer-model.ts";
import { messageOf } from "../model/composer-model.ts";
import { type Preview, previewOf } from "../model/preview.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { type Target, targetOf } from "../model/target.ts";
import { visibleText } from "../text/visible-text.ts";
import { memoSession } from "../ui/memo-session.ts";
import { useObservable, usePage, useSlowly, useT } from "../ui/hooks.ts";
import { Segmented } from "../ui/segmented.tsx";
import { ComposerBar, HistoryMenu } from "./composer-bar.tsx";
import { CopySend } from "./copy-menu.tsx";
import { PreviewLine } from "./preview-line.tsx";
import { RepeatControls, RunningRepeats } from "./repeat-controls.tsx";
import { Transfers } from "./transfers.tsx";

const FileSend = lazy(() => import("./file-send.tsx"));

/** Properties of {@link Composer}. */
export interface ComposerProps {
  readonly desk: SessionDesk;
  readonly session: SessionState;
}

/** What can be sent now, and to whom. */
export interface Sending {
  readonly target: Target;
  readonly preview: Preview;
  readonly send: () => void;
}

function useSending({ desk, session }: ComposerProps): Sending {
  const { workbench, composer } = usePage();
  const t = useT();
  const settings = useObservable(composer.settings);
  const text = useObservable(composer.draft);
  const selected = useObservable(desk.peer);
  const peers = useSlowly(workbench.peers, 60);
  const mode = settings.mode === "hex" ? "hex" : "text";
  const charset = session.spec.charset?.out ?? "utf-8";
  const preview = useMemo(() => previewOf(mode, text, settings, charset), [mode, text, settings, charset]);
  const target = targetOf(session, selected, peers);

  const send = (): void => {
    if (preview.bytes === null || target.kind === "none") return;
    if (preview.bytes.length === 0 && session.spec.type !== "udp") return;
    const message = messageOf(mode, text, settings, charset);
    const params = { session: session.id };
    composer.sent();
    void workbench.attempt(async () => {
      if (settings.repeat) {
        const count = settings.count.trim() === "" ? {} : { count: Number(settings.count) };
        const body = { message, to: target.to, periodMs: Number(settings.periodMs), ...count };
        await callApi("startRepeat", { params, body });
        return;
      }
      const answer = await callApi("send", { params, body: { message, to: target.to } });
      const [failed] = answer.failed;
      if (failed !== undefined) {
        const words = t("send.failed", { n: answer.failed.length, text: failed.problem.message });
        workbench.trouble.set({ ...failed.problem, message: words });
      }
    });
  };
  return { target, preview, send };
}

function ComposerNow(props: ComposerProps): JSX.Element {
  const { desk, session } = props;
  const { composer } = usePage();
  const t = useT();
  const settings = useObservable(composer.settings);
  const sending = useSending(props);
  const isFile = settings.mode === "file";
  return (
    <section className="pane composer" aria-label={t("send.label")}>
      <div className="composer-bar">
        <Segmented<ComposerMode>
          label={t("send.mode")}
          value={settings.mode}
          onChange={(mode) => composer.change({ mode })}
          options={[
            { value: "text", label: t("send.text") },
            { value: "hex", label: t("send.hex") },
            { value: "file", label: t("send.file") },
          ]}
        />
        <ComposerBar session={session} />
      </div>
      {isFile ? (
        <Suspense fallback={<div className="composer-box" />}>
          <FileSend session={session} target={sending.target} peer={desk.peer.get()} />
        </Suspense>
      ) : (
        <MessageBox session={session} sending={sending} />
      )}
      <Transfers session={session} />
    </section>
  );
}

interface MessageBoxProps {
  readonly session: SessionState;
  readonly sending: Sending;
}

function MessageBox({ session, sending }: MessageBoxProps): JSX.Element {
  const { composer } = usePage();
  const t = useT();
  const text = useObservable(composer.draft);
  const { preview, target } = sending;
  const isUdp = session.spec.type === "udp";
  const empty = preview.bytes?.length === 0 && !isUdp;
  const blocked = target.kind === "none" || preview.bytes === null || empty;
  return (
    <>
      <MessageText sending={sending} />
      <PreviewLine preview={preview} datagram={isUdp} text={text} charset={session.spec.charset?.out ?? "utf-8"} />
      <div className="composer-foot">
        <RepeatControls />
        <RunningRepeats session={session} />
        <div className="end">
          <HistoryMenu />
          <CopySend sending={sending} />
          {target.kind === "none" && <span className="muted">{t(target.reason)}</span>}
          <button
            type="button"
            className="btn btn-primary send-button"
            disabled={blocked}
            title="Ctrl+Enter"
            onClick={sending.send}
          >
            {sendWords(target, t)}
          </button>
        </div>
      </div>
    </>
  );
}

function MessageText({ sending }: { readonly sending: Sending }): JSX.Element {
  const { composer } = usePage();
  const t = useT();
  const { mode } = useObservable(composer.settings);
  const text = useObservable(composer.draft);
  const box = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    const focus = (): void => box.current?.focus();
    globalThis.addEventListener("jackfield:compose", focus);
    return () => globalThis.removeEventListener("jackfield:compose", focus);
  }, []);

  const onKey = (event: React.KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sending.send();
      return;
    }
    const area = event.currentTarget;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    // The history is reached past the first and the last line of what stands in the box.
    const up = event.key === "ArrowUp" && !area.value.slice(0, area.selectionStart).includes("\n");
    const down = event.key === "ArrowDown" && !area.value.slice(area.selectionEnd).includes("\n");
    if ((up && composer.recall(1)) || (down && composer.recall(-1))) event.preventDefault();
  };

  return (
    <div className="composer-box">
      <textarea
        ref={box}
        className="composer-text"
        aria-label={t("send.label")}
        placeholder={mode === "hex" ? t("send.placeholderHex") : t("send.placeholder")}
        value={text}
        spellCheck={false}
        aria-invalid={sending.preview.fault !== null}
        aria-describedby="send-preview"
        onChange={(event) => composer.draft.set(event.target.value)}
        onKeyDown={onKey}
      />
    </div>
  );
}

function sendWords(target: Target, t: ReturnType<typeof useT>): string {
  if (target.kind === "peer") return t("send.to", { peer: visibleText(target.remote) });
  if (target.kind === "all") return t("send.toAll", { n: target.count });
  return t("send.toNobody");
}

/** The send box: text, hex or a file, the exact bytes before they go, and to whom. */
export const Composer: MemoExoticComponent<ComponentType<ComposerProps>> = memoSession(ComposerNow, [
  "id",
  "phase",
  "spec",
  "repeats",
  "transfers",
]);
