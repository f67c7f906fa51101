import type { JSX } from "react";
import { TLS_VERSIONS, type TlsVersionName } from "../../../api/index.ts";
import type { FormFaults } from "../model/session-form.ts";
import type { TlsForm } from "../model/tls-form.ts";
import { CheckField, SelectField, TextField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Segmented } from "../ui/segmented.tsx";
import type { TlsFieldsProps } from "./tls-fields.tsx";

type TextName = { [K in keyof TlsForm]: TlsForm[K] extends string ? K : never }[keyof TlsForm];

interface PartProps {
  readonly tls: TlsForm;
  readonly fixed: boolean;
  /** What is usual for the name that a server is asked for. */
  readonly host: string;
  readonly text: (field: TextName, label: string, placeholder?: string, wide?: boolean) => JSX.Element;
  readonly change: (changes: Partial<TlsForm>) => void;
}

/** What TLS is told: certificates, whom to trust, and how to speak. */
export default function TlsOptions({ form, faults, fixed, onChange }: TlsFieldsProps): JSX.Element {
  const { tls } = form;
  const change = (changes: Partial<TlsForm>): void => onChange({ tls: { ...tls, ...changes } });
  const text: PartProps["text"] = (field, label, placeholder = "", wide = false) => (
    <TextField
      key={field}
      className={wide ? "wide" : ""}
      label={label}
      value={tls[field]}
      placeholder={placeholder}
      disabled={fixed}
      fault={faults[field]}
      onChange={(value) => change({ [field]: value })}
    />
  );
  const props: PartProps = { tls, fixed, text, change, host: form.remoteHost };
  return (
    <div className="more-grid">
      {form.type === "tcp-server" ? <ServerTrust {...props} /> : <ClientTrust {...props} />}
      <ProtocolPart {...props} faults={faults} isServer={form.type === "tcp-server"} />
    </div>
  );
}

/** Two files that belong together, and the passphrase that opens one of them. */
function Identity({ text }: PartProps): JSX.Element {
  const t = useT();
  return (
    <>
      {text("certFile", t("tls.certFile"), "/home/me/certs/localhost.pem", true)}
      {text("keyFile", t("tls.keyFile"), t("tls.keyInCert"))}
      {text("passphraseFile", t("tls.passphraseFile"), t("form.optional"))}
      <p className="wide hint">{t("tls.filesHint")}</p>
    </>
  );
}

function ServerTrust(props: PartProps): JSX.Element {
  const t = useT();
  const { tls, fixed, change, text } = props;
  return (
    <>
      <div className="wide tls-choice">
        <span className="field-label">{t("tls.certificate")}</span>
        <Segmented
          label={t("tls.certificate")}
          value={tls.own ? "files" : "temporary"}
          disabled={fixed}
          options={[
            { value: "temporary", label: t("tls.temporary") },
            { value: "files", label: t("tls.fromFiles") },
          ]}
          onChange={(value) => change({ own: value === "files" })}
        />
      </div>
      {tls.own ? <Identity {...props} /> : <p className="wide hint">{t("tls.temporaryHint")}</p>}
      <CheckField
        className="wide"
        label={t("tls.requireClient")}
        checked={tls.requireClient}
        disabled={fixed}
        onChange={(requireClient) => change({ requireClient })}
      />
      {tls.requireClient && (
        <>
          {text("caFile", t("tls.caFile"), t("tls.caUsual"), true)}
          <CheckField
            className="wide"
            label={t("tls.verifyClient")}
            checked={tls.verify}
            disabled={fixed}
            onChange={(verify) => change({ verify })}
          />
          {!tls.verify && <Warning text={t("tls.anyClient")} />}
        </>
      )}
    </>
  );
}

function ClientTrust(props: PartProps): JSX.Element {
  const t = useT();
  const { tls, fixed, change, text, host } = props;
  return (
    <>
      <CheckField
        className="wide"
        label={t("tls.verify")}
        checked={tls.verify}
        disabled={fixed}
        onChange={(verify) => change({ verify })}
      />
      {tls.verify ? text("caFile", t("tls.caFile"), t("tls.caUsual"), true) : <Warning text={t("tls.unverified")} />}
      {text("serverName", t("tls.serverName"), host.trim() === "" ? t("tls.serverNameUsual") : host, true)}
      <CheckField
        className="wide"
        label={t("tls.own")}
        checked={tls.own}
        disabled={fixed}
        onChange={(own) => change({ own })}
      />
      {tls.own && <Identity {...props} />}
    </>
  );
}

interface ProtocolProps extends PartProps {
  readonly isServer: boolean;
  readonly faults: FormFaults;
}

function ProtocolPart({ tls, faults, fixed, text, change, isServer }: ProtocolProps): JSX.Element {
  const t = useT();
  const versions = (usual: string): { readonly value: TlsVersionName | ""; readonly label: string }[] => [
    { value: "", label: `${t("tls.usual")} (${usual})` },
    ...TLS_VERSIONS.map((value) => ({ value, label: value.replace("v", " ").replace(/^TLS 1$/, "TLS 1.0") })),
  ];
  return (
    <>
      <h3>{t("tls.more")}</h3>
      {text("alpn", t("tls.alpn"), "h2, http/1.1")}
      {text("ciphers", t("tls.ciphers"), t("tls.usual"))}
      <SelectField
        label={t("tls.minVersion")}
        value={tls.minVersion}
        disabled={fixed}
        options={versions("TLS 1.2")}
        onChange={(minVersion) => change({ minVersion })}
      />
      <SelectField
        label={t("tls.maxVersion")}
        value={tls.maxVersion}
        disabled={fixed}
        fault={faults["maxVersion"]}
        options={versions("TLS 1.3")}
        onChange={(maxVersion) => change({ maxVersion })}
      />
      {(tls.minVersion === "TLSv1" || tls.minVersion === "TLSv1.1") && <Warning text={t("tls.oldVersion")} />}
      {isServer && text("handshakeTimeoutMs", `${t("tls.handshake")} (${t("form.millis")})`)}
    </>
  );
}

function Warning({ text }: { readonly text: string }): JSX.Element {
  return (
    <p className="wide warning" role="status">
      <Icon name="warn" />
      {text}
    </p>
  );
}
