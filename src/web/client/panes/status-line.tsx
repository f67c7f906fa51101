import { type JSX, useEffect, useRef, useState } from "react";
import { ROUTES, pathOf, type SessionState } from "../../../api/index.ts";
import { callApi } from "../model/api-client.ts";
import { RateMeter, type Rates } from "../model/rate-meter.ts";
import { bytesText, numberText } from "../text/quantity.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { charsetLabel } from "./charset-fields.tsx";

const SAMPLE_MS = 500;

/** Properties of {@link StatusLine}. */
export interface StatusLineProps {
  readonly session: SessionState | null;
}

function useRates(session: SessionState | null): Rates {
  const { workbench } = usePage();
  const [rates, setRates] = useState<Rates>({ in: 0, out: 0 });
  const id = session?.id;
  useEffect(() => {
    const meter = new RateMeter();
    const sample = (): void => {
      const now = id === undefined ? undefined : workbench.sessions.get().get(id);
      if (now === undefined) return;
      meter.add(performance.now(), now.counters);
      setRates(meter.rates());
    };
    sample();
    const timer = setInterval(sample, SAMPLE_MS);
    return () => clearInterval(timer);
  }, [id, workbench]);
  return rates;
}

/** Counters, what was lost, and the capture file: always in sight. */
export function StatusLine({ session }: StatusLineProps): JSX.Element {
  const t = useT();
  const rates = useRates(session);
  return (
    <footer className="status">
      {session !== null && (
        <>
          <Counter session={session} way="in" rate={rates.in} />
          <Counter session={session} way="out" rate={rates.out} />
          <span>{t("status.rows", { n: session.rows })}</span>
          <span>{t("status.capture", { size: bytesText(session.captureBytes) })}</span>
          <Drops session={session} />
          <Charset session={session} />
        </>
      )}
      <div className="status-end">
        {session !== null && <SessionTools session={session} />}
        <OpenCapture />
      </div>
    </footer>
  );
}

interface CounterProps {
  readonly session: SessionState;
  readonly way: "in" | "out";
  readonly rate: number;
}

function Counter({ session, way, rate }: CounterProps): JSX.Element {
  const t = useT();
  const { counters } = session;
  const bytes = way === "in" ? counters.bytesIn : counters.bytesOut;
  return (
    <span title={`${numberText(bytes)} B`}>
      <span className={way === "in" ? "status-rx" : "status-tx"}>{t(way === "in" ? "status.rx" : "status.tx")}</span>{" "}
      <b data-counter={way}>{bytesText(bytes)}</b> {bytesText(Math.round(rate))}/s
    </span>
  );
}

function Drops({ session }: { readonly session: SessionState }): JSX.Element {
  const t = useT();
  const { kernel, unrecorded } = session.drops;
  const lost = unrecorded + (kernel ?? 0);
  return (
    <span className="status-drop" data-lost={lost > 0} title={t("status.droppedTitle")}>
      {session.spec.type !== "udp"
        ? t("status.droppedPlain", { n: lost })
        : kernel === null
          ? t("status.droppedUnknown", { n: unrecorded })
          : t("status.dropped", { n: lost, kernel })}
    </span>
  );
}

function Charset({ session }: { readonly session: SessionState }): JSX.Element {
  const { in: received, out: sent } = session.spec.charset ?? { in: "utf-8" as const, out: "utf-8" as const };
  return (
    <span>{received === sent ? charsetLabel(received) : `${charsetLabel(received)} ← → ${charsetLabel(sent)}`}</span>
  );
}

function SessionTools({ session }: { readonly session: SessionState }): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const params = { session: session.id };
  return (
    <>
      <button
        type="button"
        className="btn btn-quiet btn-small"
        onClick={() => void workbench.attempt(() => callApi("resetCounters", { params }))}
      >
        {t("status.reset")}
      </button>
      <a
        className="btn btn-quiet btn-small"
        href={pathOf(ROUTES.downloadCapture, params)}
        download
        title={t("status.saveTitle")}
      >
        <Icon name="save" />
        {t("status.save")}
      </a>
    </>
  );
}

/** Chooses a capture file of the person's machine and opens it. */
export function OpenCapture({ className = "btn btn-quiet btn-small" }: { readonly className?: string }): JSX.Element {
  const { workbench } = usePage();
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        <Icon name="open" />
        {t("status.openCapture")}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".pcapng,.pcap,.ntar"
        aria-label={t("status.openCapture")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void workbench.openCapture(file);
        }}
      />
    </>
  );
}

/** Whether the page and the workbench are in touch. */
export function LinkNotice(): JSX.Element | null {
  const { workbench } = usePage();
  const t = useT();
  const phase = useObservable(workbench.link.phase);
  const refused = useObservable(workbench.refused);
  if (refused) {
    return (
      <div className="notice" role="alert">
        <span className="notice-text">{t("app.refused")}</span>
      </div>
    );
  }
  if (phase !== "lost") return null;
  return (
    <div className="notice notice-warn" role="status">
      <span className="notice-text">{t("app.lost")}</span>
    </div>
  );
}
