import type { JSX } from "react";
import type { FormFaults, SessionForm } from "../model/session-form.ts";
import { CheckField, FaultText, TextField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";
import { ProxyFields } from "./proxy-fields.tsx";

/** Properties of {@link MoreOptions}. */
export interface MoreOptionsProps {
  readonly form: SessionForm;
  readonly faults: FormFaults;
  readonly fixed: boolean;
  readonly onChange: (changes: Partial<SessionForm>) => void;
}

type TextName = { [K in keyof SessionForm]: SessionForm[K] extends string ? K : never }[keyof SessionForm];
type FlagName = { [K in keyof SessionForm]: SessionForm[K] extends boolean ? K : never }[keyof SessionForm];

/** What is seldom needed: reconnecting, keep-alive, multicast, limits. */
export default function MoreOptions({ form, faults, fixed, onChange }: MoreOptionsProps): JSX.Element {
  const t = useT();
  const text = (field: TextName, label: string, placeholder = ""): JSX.Element => (
    <TextField
      key={field}
      label={label}
      value={form[field]}
      placeholder={placeholder}
      disabled={fixed}
      fault={faults[field]}
      onChange={(value) => onChange({ [field]: value })}
    />
  );
  const flag = (field: FlagName, label: string): JSX.Element => (
    <CheckField
      key={field}
      className="wide"
      label={label}
      checked={form[field]}
      disabled={fixed}
      onChange={(checked) => onChange({ [field]: checked })}
    />
  );
  const isTcp = form.type === "tcp-server" || form.type === "tcp-client";
  const isClient = form.type === "tcp-client" || form.type === "unix-client";
  const millis = ` (${t("form.millis")})`;
  return (
    <div className="more-grid">
      <div className="wide">{text("name", t("form.name"), t("form.optional"))}</div>
      {isClient && flag("reconnect", t("form.reconnect"))}
      {isClient && form.reconnect && text("reconnectDelayMs", t("form.delay") + millis)}
      {isClient && form.reconnect && text("reconnectAttempts", t("form.attempts"), t("form.forever"))}
      {isClient && text("connectTimeoutMs", t("form.timeout") + millis)}
      {form.type === "tcp-client" && text("clientHost", t("form.localHost"), t("form.any"))}
      {form.type === "tcp-client" && text("clientPort", t("form.localPort"), t("form.any"))}
      {form.type === "tcp-server" && text("backlog", t("form.backlog"))}
      {isTcp && text("keepAliveSeconds", `${t("form.keepAlive")} (${t("form.seconds")})`)}
      {isTcp && flag("noDelay", t("form.noDelay"))}
      {form.type !== "udp" && flag("halfOpen", t("form.halfOpen"))}
      {form.type === "udp" && <UdpOptions form={form} faults={faults} fixed={fixed} onChange={onChange} />}
      {form.type === "udp" && text("multicastTtl", t("form.multicastTtl"))}
      {form.type === "udp" && flag("multicastLoopback", t("form.multicastLoopback"))}
      {form.type === "udp" && flag("broadcast", t("form.broadcast"))}
      {form.type === "udp" && flag("reuseAddress", t("form.reuse"))}
      {form.type === "unix-server" && text("mode", t("form.mode"))}
      {form.type === "unix-server" && flag("replaceStale", t("form.replaceStale"))}
      {form.type === "tcp-client" && <ProxyFields form={form} faults={faults} fixed={fixed} onChange={onChange} />}
      <h3>{t("form.limits")}</h3>
      {text("maxPeers", t("form.maxPeers"))}
      {text("maxRows", t("form.maxRows"))}
    </div>
  );
}

function UdpOptions({ form, faults, fixed, onChange }: MoreOptionsProps): JSX.Element {
  const t = useT();
  return (
    <label className="field wide">
      <span className="field-label">
        {t("form.multicast")} · {t("form.multicastHint")}
      </span>
      <textarea
        className="field-input field-mono"
        rows={2}
        value={form.multicast}
        placeholder="239.1.2.3"
        disabled={fixed}
        spellCheck={false}
        onChange={(event) => onChange({ multicast: event.target.value })}
      />
      <FaultText fault={faults["multicast"]} id="multicast-fault" />
    </label>
  );
}
