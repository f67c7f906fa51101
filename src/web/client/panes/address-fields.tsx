import type { JSX } from "react";
import type { SystemAnswer } from "../../../api/index.ts";
import type { FormFaults, SessionForm } from "../model/session-form.ts";
import { TextField } from "../ui/field.tsx";
import { useObservable, usePage, useT } from "../ui/hooks.ts";

/** Properties of {@link AddressFields}. */
export interface AddressFieldsProps {
  readonly form: SessionForm;
  readonly faults: FormFaults;
  /** The session is open: its address cannot change. */
  readonly fixed: boolean;
  readonly onChange: (changes: Partial<SessionForm>) => void;
}

/** The addresses that can be bound here, with what they mean. */
function useAddresses(system: SystemAnswer | null): { readonly value: string; readonly label: string }[] {
  const t = useT();
  const own = (system?.addresses ?? [])
    .filter((item) => item.address !== "127.0.0.1")
    .map((item) => ({ value: item.address, label: item.interface }));
  return [
    { value: "127.0.0.1", label: t("form.loopback") },
    ...own,
    { value: "0.0.0.0", label: t("form.all4") },
    { value: "::", label: t("form.all6") },
  ];
}

/** Where the session listens, connects or is bound. */
export function AddressFields(props: AddressFieldsProps): JSX.Element {
  const { form, faults, fixed, onChange } = props;
  const t = useT();
  if (form.type === "unix-server" || form.type === "unix-client") {
    return (
      <TextField
        className="w-path"
        label={t("form.path")}
        value={form.path}
        disabled={fixed}
        onChange={(path) => onChange({ path })}
        fault={faults["path"]}
      />
    );
  }
  return (
    <>
      {form.type !== "tcp-client" && <LocalFields {...props} />}
      {form.type !== "tcp-server" && <RemoteFields {...props} />}
    </>
  );
}

function LocalFields({ form, faults, fixed, onChange }: AddressFieldsProps): JSX.Element {
  const t = useT();
  const addresses = useAddresses(useObservable(usePage().workbench.system));
  return (
    <>
      <TextField
        className="w-host"
        label={t("form.localHost")}
        value={form.host}
        placeholder={form.type === "udp" ? t("form.usualHost") : ""}
        suggestions={addresses}
        disabled={fixed}
        onChange={(host) => onChange({ host })}
        fault={faults["host"]}
      />
      <TextField
        className="w-port"
        label={t("form.port")}
        numeric
        value={form.port}
        disabled={fixed}
        onChange={(port) => onChange({ port })}
        fault={faults["port"]}
      />
    </>
  );
}

function RemoteFields({ form, faults, fixed, onChange }: AddressFieldsProps): JSX.Element {
  const t = useT();
  return (
    <>
      <TextField
        className="w-host"
        label={t("form.remoteHost")}
        value={form.remoteHost}
        placeholder={form.type === "udp" ? t("form.optional") : ""}
        disabled={fixed}
        onChange={(remoteHost) => onChange({ remoteHost })}
        fault={faults["remoteHost"]}
      />
      <TextField
        className="w-port"
        label={t("form.remotePort")}
        numeric
        value={form.remotePort}
        disabled={fixed}
        onChange={(remotePort) => onChange({ remotePort })}
        fault={faults["remotePort"]}
      />
    </>
  );
}
