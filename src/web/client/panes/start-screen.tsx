import type { JSX } from "react";
import { DEFAULT_FORM, type SessionForm } from "../model/session-form.ts";
import { useT } from "../ui/hooks.ts";
import { OpenCapture } from "./status-line.tsx";

/** Properties of {@link StartScreen}. */
export interface StartScreenProps {
  /** Opens a session of this form at once. */
  readonly onStart: (form: SessionForm) => void;
}

type Kind = "server" | "client" | "udp";

const STARTS: Readonly<Record<Kind, SessionForm>> = {
  server: { ...DEFAULT_FORM, type: "tcp-server", port: "8080" },
  client: { ...DEFAULT_FORM, type: "tcp-client", remotePort: "8080" },
  udp: { ...DEFAULT_FORM, type: "udp", port: "7788", remoteHost: "" },
};

/** What a newcomer sees: three beginnings, each one click. */
export function StartScreen({ onStart }: StartScreenProps): JSX.Element {
  const t = useT();
  const cards: readonly { readonly kind: Kind; readonly title: string; readonly text: string }[] = [
    { kind: "server", title: t("start.server", { port: "8080" }), text: t("start.serverText") },
    { kind: "client", title: t("start.client", { address: "127.0.0.1:8080" }), text: t("start.clientText") },
    { kind: "udp", title: t("start.udp", { port: "7788" }), text: t("start.udpText") },
  ];
  return (
    <main className="start">
      <h2>{t("start.title")}</h2>
      <p>{t("start.text")}</p>
      <div className="start-cards">
        {cards.map(({ kind, title, text }) => (
          <button key={kind} type="button" className="start-card" onClick={() => onStart(STARTS[kind])}>
            <Picture kind={kind} />
            <strong>{title}</strong>
            <span>{text}</span>
            <span className="go">{t("form.open")} →</span>
          </button>
        ))}
      </div>
      <p>
        {t("start.tryText")} <code>jack connect 127.0.0.1:8080</code> · <code>nc 127.0.0.1 8080</code>
      </p>
      <p className="start-capture">
        <OpenCapture className="btn" /> <span className="muted">{t("start.capture")}</span>
      </p>
    </main>
  );
}

function Picture({ kind }: { readonly kind: Kind }): JSX.Element {
  const stroke = { stroke: "var(--ink-3)", strokeWidth: 1.8, fill: "none" };
  const cord = { stroke: "var(--brass)", strokeWidth: 2.2, strokeLinecap: "round" as const, fill: "none" };
  return (
    <svg viewBox="0 0 38 38" aria-hidden="true">
      {kind === "server" && (
        <>
          <path d="M7 9L19 19M7 29L19 19M7 19h12" {...cord} />
          <circle cx="24" cy="19" r="8" {...stroke} />
          <circle cx="24" cy="19" r="3" fill="var(--brass)" />
        </>
      )}
      {kind === "client" && (
        <>
          <circle cx="8" cy="19" r="4.5" {...stroke} />
          <circle cx="29" cy="19" r="6.5" {...stroke} />
          <path d="M8 19h21" {...cord} />
          <circle cx="29" cy="19" r="2.4" fill="var(--brass)" />
        </>
      )}
      {kind === "udp" && (
        <>
          <circle cx="19" cy="19" r="5" {...stroke} />
          <path d="M19 19L6 8M19 19l13-11M19 19L6 30M19 19l13 11" {...cord} strokeDasharray="3 4.5" />
          <circle cx="19" cy="19" r="2" fill="var(--brass)" />
        </>
      )}
    </svg>
  );
}
