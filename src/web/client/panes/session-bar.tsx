import { type ComponentType, type JSX, lazy, type MemoExoticComponent, Suspense } from "react";
import type { SessionState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import { DEFAULT_FORM, FORM_KINDS, isLoopback, kindOf, ofKind, type SessionForm } from "../model/session-form.ts";
import { SelectField } from "../ui/field.tsx";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { memoSession } from "../ui/memo-session.ts";
import { Pop } from "../ui/pop.tsx";
import { AddressFields } from "./address-fields.tsx";
import { CharsetFields } from "./charset-fields.tsx";
import { FramingFields } from "./framing-fields.tsx";
import { ServiceFields } from "./service-fields.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { TlsFields } from "./tls-fields.tsx";
import { type SessionFormState, useSessionForm } from "./use-session-form.ts";

const MoreOptions = lazy(() => import("./more-options.tsx"));

/** Properties of {@link SessionBar}. */
export interface SessionBarProps {
  /** The session that is looked at; null is a new one. */
  readonly session: SessionState | null;
  /** What the form for a new session holds. */
  readonly draft: SessionForm;
  readonly onDraft: (form: SessionForm) => void;
}

function SessionBarNow({ session, draft, onDraft }: SessionBarProps): JSX.Element {
  const t = useT();
  const state = useSessionForm(session, draft, onDraft);
  const { form, faults, running, busy, change } = state;
  const isFile = session?.spec.type === "capture-file";
  const lan = !isFile && bindsAddress(form) && form.host.trim() !== "" && !isLoopback(form.host);
  return (
    <>
      <form
        className="top-form"
        aria-label={session === null ? t("form.new") : session.name}
        onSubmit={(event) => {
          event.preventDefault();
          if (!running) state.open(form);
        }}
      >
        {isFile ? <CaptureName name={session.name} /> : <Where state={state} />}
        <CharsetFields form={form} onChange={change} />
        <FramingFields form={form.framing} faults={faults} onChange={(framing) => change({ framing })} />
        {!isFile && bindsAddress(form) && (
          <ServiceFields form={form} faults={faults} fixed={running} onChange={change} />
        )}
        {!isFile && <More state={state} />}
        {!isFile && <OpenButton session={session} running={running} busy={busy} />}
        {lan && (
          <span className="lan-chip" title={t("form.lanWarning", { address: form.host })}>
            <Icon name="warn" />
            {t("form.lan")}
          </span>
        )}
      </form>
      <OpenProblem state={state} />
      {lan && !running && (
        <div className="top-notice">
          <div className="notice notice-warn" role="status">
            <Icon name="warn" />
            <span className="notice-text">{t("form.lanWarning", { address: `${form.host}:${form.port}` })}</span>
          </div>
        </div>
      )}
    </>
  );
}

/** Whether the session waits at an address of this machine, which may be reached from elsewhere. */
function bindsAddress(form: SessionForm): boolean {
  return form.type === "tcp-server" || form.type === "udp";
}

const USUAL_REMOTE = DEFAULT_FORM.remoteHost;

/** A client needs a remote address; UDP usually hears first and answers, so it begins without one. */
function remoteFor(type: SessionForm["type"], remote: string): string {
  if (type === "udp") return remote === USUAL_REMOTE ? "" : remote;
  return remote === "" ? USUAL_REMOTE : remote;
}

interface StateProps {
  readonly state: SessionFormState;
}

function Where({ state }: StateProps): JSX.Element {
  const t = useT();
  const { form, faults, running, change } = state;
  return (
    <>
      <SelectField
        className="w-type"
        label={t("form.type")}
        value={kindOf(form)}
        disabled={running}
        options={FORM_KINDS.map((kind) => ({ value: kind, label: t(`type.${kind}`) }))}
        onChange={(kind) => {
          const chosen = ofKind(kind, form);
          change({ ...chosen, remoteHost: remoteFor(chosen.type, form.remoteHost) });
        }}
      />
      <TlsFields form={form} faults={faults} fixed={running} onChange={change} />
      <AddressFields form={form} faults={faults} fixed={running} onChange={change} />
    </>
  );
}

function More({ state }: StateProps): JSX.Element {
  const t = useT();
  return (
    <Pop
      label={t("form.moreOf")}
      trigger={
        <button type="button" className="btn btn-quiet" title={t("form.moreOf")} aria-label={t("form.more")}>
          <Icon name="sliders" />
          <span className="btn-word">{t("form.more")}</span>
        </button>
      }
    >
      <Suspense fallback={<div className="more-grid" />}>
        <MoreOptions form={state.form} faults={state.faults} fixed={state.running} onChange={state.change} />
      </Suspense>
    </Pop>
  );
}

/** Why it could not be opened, with the free port as a way out. */
function OpenProblem({ state }: StateProps): JSX.Element | null {
  const t = useT();
  const { problem, dismiss, form } = state;
  if (problem === null) return null;
  const port = bindsAddress(form) ? problem.freePort : undefined;
  return (
    <div className="top-notice">
      <ProblemNotice problem={problem} {...(dismiss === null ? {} : { onClose: dismiss })}>
        {port !== undefined && (
          <button
            type="button"
            className="btn btn-small"
            onClick={() => {
              state.change({ port: String(port) });
              state.open({ ...form, port: String(port) });
            }}
          >
            {t("form.useFree", { port: String(port) })}
          </button>
        )}
      </ProblemNotice>
    </div>
  );
}

function CaptureName({ name }: { readonly name: string }): JSX.Element {
  const t = useT();
  return (
    <div className="field">
      <span className="field-label">{t("type.capture-file")}</span>
      <strong className="capture-name">{name}</strong>
    </div>
  );
}

interface OpenButtonProps {
  readonly session: SessionState | null;
  readonly running: boolean;
  readonly busy: boolean;
}

function OpenButton({ session, running, busy }: OpenButtonProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const link = useObservable(workbench.link.phase);
  if (session !== null && running) {
    const closing = session.phase === "closing";
    return (
      <button
        type="button"
        className="btn btn-danger"
        disabled={closing}
        onClick={() => {
          void workbench.attempt(() => callApi("closeSession", { params: { session: session.id } }));
        }}
      >
        <Icon name="stop" />
        {closing ? t("form.stopping") : t("form.stop")}
      </button>
    );
  }
  const words = session === null ? t("form.open") : t("form.openAgain");
  return (
    <button type="submit" className="btn btn-primary" disabled={busy || link !== "open"}>
      {busy ? t("form.opening") : words}
    </button>
  );
}

/** The form of a session: to open a new one, and to watch or change the one that is looked at. */
export const SessionBar: MemoExoticComponent<ComponentType<SessionBarProps>> = memoSession(SessionBarNow, [
  "id",
  "phase",
  "spec",
  "problem",
  "name",
  "local",
]);
