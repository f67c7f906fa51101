import { useEffect, useRef, useState } from "react";
import type { ProblemState, SessionState } from "../../../api/index.ts";
import { callApi, problemFrom } from "../model/api-client.ts";
import {
  DEFAULT_FORM,
  type FormFaults,
  formCharset,
  formFromSpec,
  type SessionForm,
  specFromForm,
} from "../model/session-form.ts";
import { usePage } from "../ui/hooks.ts";

const RUNNING = new Set(["opening", "open", "waiting", "closing"]);
const NO_FAULTS: FormFaults = {};

/** The form of a session, what is wrong with it, and what can be done with it. */
export interface SessionFormState {
  readonly form: SessionForm;
  readonly faults: FormFaults;
  /** Why the last try to open failed, or why the session did. */
  readonly problem: ProblemState | null;
  /** The problem is of this form, so that it can be put away. */
  readonly dismiss: (() => void) | null;
  readonly running: boolean;
  /** An answer to `open` is awaited. */
  readonly busy: boolean;
  /** Charset and framing of a running session change at once; everything else waits for `open`. */
  readonly change: (changes: Partial<SessionForm>) => void;
  readonly open: (form: SessionForm) => void;
}

/** The form of a session; while it runs with the address that it really has. */
function formOf(session: SessionState, running: boolean): SessionForm {
  const form = formFromSpec(session.spec, DEFAULT_FORM);
  const [, host, port] = (running && /^\[?(.+?)\]?:(\d+)$/.exec(session.local ?? "")) || [];
  const binds = session.spec.type === "tcp-server" || session.spec.type === "udp";
  return host === undefined || port === undefined || !binds ? form : { ...form, host: form.host || host, port };
}

/** Charset and framing as they are applied to a running session; calls `onView` before it says so to the workbench. */
function useView(session: SessionState | null): {
  readonly apply: (next: SessionForm) => FormFaults;
  readonly isOurs: () => boolean;
  readonly shown: string;
} {
  const { workbench } = usePage();
  const applied = useRef("");
  const shown = session === null ? "" : JSON.stringify([session.spec.charset, session.spec.framing]);
  const apply = (next: SessionForm): FormFaults => {
    const { spec, faults } = specFromForm(next);
    if (spec === null || session === null) return faults ?? NO_FAULTS;
    const body = { charset: formCharset(next), framing: spec.framing ?? { type: "read" as const } };
    applied.current = JSON.stringify([body.charset, body.framing]);
    void workbench.attempt(() => callApi("setView", { params: { session: session.id }, body }));
    return NO_FAULTS;
  };
  return { apply, isOurs: () => shown === applied.current, shown };
}

/** The state of the form in the top bar, for a new session (`session` is null) or for the one that is looked at. */
export function useSessionForm(
  session: SessionState | null,
  draft: SessionForm,
  onDraft: (form: SessionForm) => void,
): SessionFormState {
  const { workbench } = usePage();
  const [edited, setEdited] = useState<SessionForm | null>(null);
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [problem, setProblem] = useState<ProblemState | null>(null);
  const [busy, setBusy] = useState(false);
  const running = session !== null && RUNNING.has(session.phase);
  const form = session === null ? draft : (edited ?? formOf(session, running));
  const view = useView(session);

  useEffect(() => {
    setEdited(null);
    setFaults(NO_FAULTS);
    setProblem(null);
  }, [session?.id, running]);

  // Somebody else changed charset or framing (the inspector's hint, another page): the form follows.
  useEffect(() => {
    if (!view.isOurs()) setEdited(null);
  }, [view.shown]);

  const change = (changes: Partial<SessionForm>): void => {
    const next = { ...form, ...changes };
    if (session === null) onDraft(next);
    else setEdited(next);
    setProblem(null);
    setFaults(running ? view.apply(next) : NO_FAULTS);
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

  return {
    form,
    faults,
    problem: problem ?? session?.problem ?? null,
    dismiss: problem === null ? null : () => setProblem(null),
    running,
    busy,
    change,
    open: (given) => void open(given),
  };
}
