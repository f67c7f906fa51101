import type { JSX } from "react";
import type { RepeatState, SessionState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import { repeatWords } from "../text/repeat-words.ts";
import { CheckField } from "../ui/field.tsx";
import { useObservable, usePage, useT } from "../ui/hooks.ts";

/** Whether and how often a send is repeated. */
export function RepeatControls(): JSX.Element {
  const { composer } = usePage();
  const t = useT();
  const { repeat, periodMs, count } = useObservable(composer.settings);
  return (
    <>
      <CheckField label={t("send.repeat")} checked={repeat} onChange={(on) => composer.change({ repeat: on })} />
      {repeat && (
        <>
          <label className="field field-inline">
            <span className="field-label">{t("send.every")}</span>
            <input
              className="field-input field-mono num"
              inputMode="numeric"
              value={periodMs}
              aria-invalid={!(Number(periodMs) >= 1)}
              onChange={(event) => composer.change({ periodMs: event.target.value })}
            />
            <span className="muted">{t("form.millis")}</span>
          </label>
          <label className="field field-inline">
            <span className="field-label">{t("send.times")}</span>
            <input
              className="field-input field-mono num"
              inputMode="numeric"
              placeholder="∞"
              title={t("send.timesForever")}
              value={count}
              onChange={(event) => composer.change({ count: event.target.value })}
            />
          </label>
        </>
      )}
    </>
  );
}

/** Repeats that are running, each with what it sends, its live counter and a button that stops it. */
export function RunningRepeats({ session }: { readonly session: SessionState }): JSX.Element {
  return (
    <>
      {session.repeats.map((repeat) => (
        <RunningRepeat key={repeat.id} session={session} repeat={repeat} />
      ))}
    </>
  );
}

interface RunningRepeatProps {
  readonly session: SessionState;
  readonly repeat: RepeatState;
}

function RunningRepeat({ session, repeat }: RunningRepeatProps): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const { short, long } = repeatWords(repeat, session.spec.charset?.out ?? "utf-8");
  const stop = (): void =>
    void workbench.attempt(() => callApi("stopRepeat", { params: { session: session.id, repeat: repeat.id } }));
  return (
    <span
      className="live"
      data-missed={repeat.missed > 0}
      role="status"
      title={long === "" ? t("send.emptyDatagram") : long}
    >
      <span className="live-message">{short === "" ? t("send.emptyDatagram") : short}</span>
      <span>{t("send.repeating", { sent: repeat.sent, missed: repeat.missed })}</span>{" "}
      <button type="button" className="btn btn-small btn-danger" onClick={stop}>
        {t("send.stopRepeat")}
      </button>
    </span>
  );
}
