import {
  type JSX,
  lazy,
  Suspense,
  useEffect,
  useRef,
  useState,
  type ComponentType,
  type MemoExoticComponent,
} from "react";
import type { ProblemState, SessionState } from "../../../api/index.ts";
import { callApi, problemFrom } from "../model/api-client.ts";
import {
  DEFAULT_FORM,
  FORM_TYPES,
  type FormFaults,
  formCharset,
  formFromSpec,
  isLoopback,
  type SessionForm,
  specFromForm,
} from "../model/session-form.ts";
import { SelectField } from "../ui/field.tsx";
import { memoSession } from "../ui/memo-session.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Pop } from "../ui/pop.tsx";
import { AddressFields } from "./address-fields.tsx";
import { CharsetFields } from "./charset-fields.tsx";
import { FramingFields } from "./framing-fields.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const MoreOptions = lazy(() => import("./more-options.tsx"));

const RUNNING = new Set(["opening", "open", "waiting", "closing"]);
const NO_FAULTS: FormFaults = {};

/** Properties of {@link SessionBar}. */
export interface SessionBarProps {
  /** The session that is looked at; null is a new one. */
  readonly session: SessionState | null;
  /** What the form for a new session holds. */
  readonly draft: SessionForm;
  readonly onDraft: (form: SessionForm) => void;
}

function SessionBarNow({ session, draft, onDraft }: SessionBarProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const [edited, setEdited] = useState<SessionForm | null>(null);
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [problem, setProblem] = useState<ProblemState | null>(null);
  const [busy, setBusy] = useState(false);
  const running = session !== null && RUNNING.has(session.phase);
  const form = session === null ? draft : (edited ?? formOf(session, running));

  useEffect(() => {
    setEdited(null);
    setFaults(NO_FAULTS);
    setProblem(null);
  }, [session?.id, running]);

  // Somebody else changed charset or framing (the inspector's hint, another page): the form follows.
  const applied = useRef("");
  const shown = session === null ? "" : JSON.stringify([session.spec.charset, session.spec.framing]);
  useEffect(() => {
    if (shown !== applied.current) setEdited(null);
  }, [shown]);

  const change = (changes: Partial<SessionForm>): void => {
    const next = { ...form, ...changes };
    if (session === null) onDraft(next);
    else setEdited(next);
    setFaults(NO_FAULTS);
    setProblem(null);
    if (running && session !== null) void applyView(session, next);
  };

  /** Charset and framing of an open session change at once. */
  const applyView = async (state: SessionState, next: SessionForm): Promise<void> => {
    const made = specFromForm(next);
    const found = made.faults ?? NO_FAULTS;
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const body = { charset: formCharset(next), framing: made.spec?.framing ?? { type: "read" as const } };
    applied.current = JSON.stringify([body.charset, body.framing]);
    await workbench.attempt(() => callApi("setView", { params: { session: state.id }, body }));
  };

  const open = async (given: SessionForm): Promise<void> => {
    const { spec, faults: found } = specFromForm(given);
    setFaults(found ?? NO_FAULTS);
    setProblem(null);
    if (spec === null) return;
    setBusy(true);
    try {
      await workbench.open(spec);
      onDraft(given);
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setBusy(false);
    }
  };

  const shownProblem = problem ?? session?.problem ?? null;
  const freePort = shownProblem?.freePort;
  const takesLan = form.type === "tcp-server" || form.type === "udp";
  const isFile = session?.spec.type === "capture-file";
  const lan = !isFile && takesLan && form.host.trim() !== "" && !isLoopback(form.host);
  return (
    <>
      <form
        className="top-form"
        aria-label={session === null ? t("form.new") : session.name}
        onSubmit={(event) => {
          event.preventDefault();
          if (!running) void open(form);
        }}
      >
        {isFile ? (
          <CaptureName name={session.name} />
        ) : (
          <>
            <SelectField
              className="w-type"
              label={t("form.type")}
              value={form.type}
              disabled={running}
              options={FORM_TYPES.map((type) => ({ value: type, label: t(`type.${type}`) }))}
              onChange={(type) => change({ type, remoteHost: remoteFor(type, form.remoteHost) })}
            />
            <AddressFields form={form} faults={faults} fixed={running} onChange={change} />
          </>
        )}
        <CharsetFields form={form} onChange={change} />
        <FramingFields form={form.framing} faults={faults} onChange={(framing) => change({ framing })} />
        {!isFile && (
          <Pop
            label={t("form.moreOf")}
            trigger={
              <button type="button" className="btn btn-quiet" title={t("form.moreOf")}>
                <Icon name="sliders" />
                {t("form.more")}
              </button>
            }
          >
            <Suspense fallback={<div className="more-grid" />}>
              <MoreOptions form={form} faults={faults} fixed={running} onChange={change} />
            </Suspense>
          </Pop>
        )}
        {!isFile && <OpenButton session={session} running={running} busy={busy} />}
        {lan && (
          <span className="lan-chip" title={t("form.lanWarning", { address: form.host })}>
            <Icon name="warn" />
            {t("form.lan")}
          </span>
        )}
      </form>
      {shownProblem !== null && (
        <div className="top-notice">
          <ProblemNotice problem={shownProblem} {...(problem === null ? {} : { onClose: () => setProblem(null) })}>
            {freePort !== undefined && takesLan && (
              <button
                type="button"
                className="btn btn-small"
                onClick={() => {
                  change({ port: String(freePort) });
                  void open({ ...form, port: String(freePort) });
                }}
              >
                {t("form.useFree", { port: String(freePort) })}
              </button>
            )}
          </ProblemNotice>
        </div>
      )}
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

const USUAL_REMOTE = DEFAULT_FORM.remoteHost;

/** A client needs a remote address; UDP usually hears first and answers, so it begins without one. */
function remoteFor(type: SessionForm["type"], remote: string): string {
  if (type === "udp") return remote === USUAL_REMOTE ? "" : remote;
  return remote === "" ? USUAL_REMOTE : remote;
}

/** The form of a session; while it runs with the port that it really has. */
function formOf(session: SessionState, running: boolean): SessionForm {
  const form = formFromSpec(session.spec, DEFAULT_FORM);
  const port = running ? /:(\d+)$/.exec(session.local ?? "")?.[1] : undefined;
  const binds = session.spec.type === "tcp-server" || session.spec.type === "udp";
  return port === undefined || !binds ? form : { ...form, port };
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
