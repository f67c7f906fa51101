import { type JSX, lazy, Suspense } from "react";
import type { FormFaults, SessionForm } from "../model/session-form.ts";
import { isUnchecked } from "../model/tls-form.ts";
import { useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Pop } from "../ui/pop.tsx";

const TlsOptions = lazy(() => import("./tls-options.tsx"));

/** Properties of {@link TlsFields}. */
export interface TlsFieldsProps {
  readonly form: SessionForm;
  readonly faults: FormFaults;
  readonly fixed: boolean;
  readonly onChange: (changes: Partial<SessionForm>) => void;
}

const FIELDS = ["certFile", "alpn", "maxVersion", "handshakeTimeoutMs"] as const;

/** The button of what TLS is told, beside the protocol; it warns when the other end is not checked. */
export function TlsFields(props: TlsFieldsProps): JSX.Element | null {
  const t = useT();
  const { form, faults } = props;
  if (!form.tls.on || (form.type !== "tcp-server" && form.type !== "tcp-client")) return null;
  const unchecked = isUnchecked(form.tls, form.type === "tcp-client" ? "client" : "server");
  const label = unchecked ? t("tls.unchecked") : t("tls.options");
  return (
    <Pop
      label={t("tls.options")}
      trigger={
        <button
          type="button"
          className="btn btn-quiet btn-icon tls-options"
          data-warn={unchecked}
          title={label}
          aria-label={label}
          aria-invalid={FIELDS.some((field) => faults[field] !== undefined)}
        >
          <Icon name={unchecked ? "warn" : "lock"} />
        </button>
      }
    >
      <Suspense fallback={<div className="more-grid" />}>
        <TlsOptions {...props} />
      </Suspense>
    </Pop>
  );
}
