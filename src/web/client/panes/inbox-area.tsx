import { type JSX, useState } from "react";
import type { InboxMessageState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import { visibleText } from "../text/visible-text.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import type { ServiceAreaProps } from "./service-area.tsx";

/** Messages that wait, each with the line in which it is answered. */
export function InboxArea({
  desk,
  session,
  autoAnswer,
}: ServiceAreaProps & { readonly autoAnswer: string | null }): JSX.Element {
  const t = useT();
  const inbox = useObservable(desk.service.inbox);
  const runs = session.phase === "open";
  const waiting = runs ? (inbox?.waiting ?? []) : [];
  return (
    <div className="service-area">
      <div className="service-scroll" role="log" aria-label={t("service.view.inbox")}>
        <p className="hint">
          {autoAnswer !== null
            ? t("inbox.auto", { text: visibleText(autoAnswer) })
            : !runs
              ? t("inbox.over")
              : waiting.length === 0
                ? t("inbox.empty")
                : t("inbox.waiting", { n: inbox?.total ?? 0 })}
        </p>
        <ol className="inbox-list">
          {waiting.map((message) => (
            <InboxMessage key={message.number} session={session.id} message={message} />
          ))}
        </ol>
        {autoAnswer === null && <p className="hint">{t("inbox.hint")}</p>}
      </div>
    </div>
  );
}

function InboxMessage({
  session,
  message,
}: {
  readonly session: string;
  readonly message: InboxMessageState;
}): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const [text, setText] = useState("");
  const { number, remote, to } = message;
  const answer = (): void =>
    void workbench.attempt(() => callApi("answerInbox", { params: { session }, body: { number, text } }));
  return (
    <li className="inbox-message">
      <div className="inbox-from">
        <strong>#{number}</strong> <span className="mono">{visibleText(remote)}</span>
        {to !== null && <span className="muted"> {t("inbox.to", { name: visibleText(to) })}</span>}
      </div>
      <div className="inbox-text">{message.text === "" ? t("inbox.emptyText") : visibleText(message.text)}</div>
      <form
        className="say-line"
        onSubmit={(event) => {
          event.preventDefault();
          answer();
        }}
      >
        <input
          className="field-input"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={t("inbox.answerTo", { number: String(number) })}
          autoComplete="off"
        />
        <button type="submit" className="btn btn-primary">
          {t("inbox.answer")}
        </button>
      </form>
    </li>
  );
}
