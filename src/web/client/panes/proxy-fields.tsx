import type { JSX } from "react";
import { PROXY_PROTOCOLS, type ProxyForm } from "../model/proxy-form.ts";
import { SelectField, TextField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";
import type { MoreOptionsProps } from "./more-options.tsx";

/** A client's way through a proxy. */
export function ProxyFields({ form, faults, fixed, onChange }: MoreOptionsProps): JSX.Element {
  const t = useT();
  const { proxy } = form;
  const change = (changes: Partial<ProxyForm>): void => onChange({ proxy: { ...proxy, ...changes } });
  const on = proxy.protocol !== "none";
  // SOCKS 4 knows a user without a password.
  const hasPassword = proxy.protocol === "http" || proxy.protocol === "socks5";
  return (
    <>
      <h3>{t("proxy.title")}</h3>
      <SelectField
        label={t("proxy.protocol")}
        value={proxy.protocol}
        disabled={fixed}
        options={PROXY_PROTOCOLS.map((value) => ({ value, label: t(`proxy.${value}`) }))}
        onChange={(protocol) => change({ protocol })}
      />
      {on && (
        <SelectField
          label={t("proxy.dns")}
          value={proxy.dns}
          disabled={fixed}
          options={(["remote", "local", "both", "none"] as const).map((value) => ({
            value,
            label: t(`proxy.dns.${value}`),
          }))}
          onChange={(dns) => change({ dns })}
        />
      )}
      {on && (
        <TextField
          label={t("proxy.host")}
          value={proxy.host}
          disabled={fixed}
          fault={faults["proxyHost"]}
          onChange={(host) => change({ host })}
        />
      )}
      {on && (
        <TextField
          label={t("proxy.port")}
          numeric
          value={proxy.port}
          disabled={fixed}
          fault={faults["proxyPort"]}
          onChange={(port) => change({ port })}
        />
      )}
      {on && (
        <TextField
          label={t("proxy.username")}
          value={proxy.username}
          placeholder={t("form.optional")}
          disabled={fixed}
          onChange={(username) => change({ username })}
        />
      )}
      {hasPassword && (
        <TextField
          label={t("proxy.password")}
          secret
          value={proxy.password}
          placeholder={t("form.optional")}
          disabled={fixed}
          onChange={(password) => change({ password })}
        />
      )}
    </>
  );
}
