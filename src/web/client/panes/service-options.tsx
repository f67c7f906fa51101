import type { JSX } from "react";
import type { ServiceForm } from "../model/service-form.ts";
import { CheckField, SelectField, TextField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";
import { RuleEditor } from "./rule-editor.tsx";
import type { ServiceFieldsProps } from "./service-fields.tsx";

type TextName = { [K in keyof ServiceForm]: ServiceForm[K] extends string ? K : never }[keyof ServiceForm];

/** The options of the service that answers. */
export default function ServiceOptions({ form, faults, fixed, onChange }: ServiceFieldsProps): JSX.Element {
  const t = useT();
  const { service } = form;
  const { type } = service;
  const change = (changes: Partial<ServiceForm>): void => onChange({ service: { ...service, ...changes } });
  const text = (field: TextName, label: string, placeholder = ""): JSX.Element => (
    <TextField
      className="wide"
      label={label}
      value={service[field]}
      placeholder={placeholder}
      disabled={fixed}
      fault={faults[field]}
      onChange={(value) => change({ [field]: value })}
    />
  );
  return (
    <div className={type === "reply" ? "more-grid more-rules" : "more-grid"}>
      {type === "reply" && (
        <div className="wide">
          <RuleEditor rules={service.rules} fixed={fixed} onChange={(rules) => change({ rules })} />
        </div>
      )}
      {type === "time" && form.type === "udp" && (
        <SelectField
          className="wide"
          label={t("service.protocol")}
          value={service.protocol}
          disabled={fixed}
          options={[
            { value: "strftime", label: t("service.strftime") },
            { value: "ntp", label: t("service.ntp") },
          ]}
          onChange={(protocol) => change({ protocol })}
        />
      )}
      {(type === "time" || type === "reply") && text("zone", t("service.zone"), t("service.local"))}
      {type === "room" && text("room", t("service.roomName"), t("form.optional"))}
      {type === "room" && <p className="wide hint">{t("service.roomHint")}</p>}
      {type === "inbox" && text("autoAnswer", t("service.autoAnswer"), t("service.autoNone"))}
      {type === "inbox" && <p className="wide hint">{t("inbox.hint")}</p>}
      {type === "files" && text("folder", t("service.folder"), "/home/me/shared")}
      {type === "files" && (
        <CheckField
          className="wide"
          label={t("service.writable")}
          checked={service.writable}
          disabled={fixed}
          onChange={(writable) => change({ writable })}
        />
      )}
      {type === "exec" && <AllowField service={service} fixed={fixed} onChange={change} />}
      {type === "exec" && text("timeoutMs", `${t("service.timeout")} (${t("form.millis")})`)}
    </div>
  );
}

interface AllowFieldProps {
  readonly service: ServiceForm;
  readonly fixed: boolean;
  readonly onChange: (changes: Partial<ServiceForm>) => void;
}

function AllowField({ service, fixed, onChange }: AllowFieldProps): JSX.Element {
  const t = useT();
  return (
    <label className="field wide">
      <span className="field-label wrap-label">{t("service.allow")}</span>
      <textarea
        className="field-input field-mono"
        rows={4}
        value={service.allow}
        placeholder={"disk=/bin/df -h\nping=/bin/ping -c {count:[1-9]} {host:[a-z0-9.-]{1,63}}"}
        disabled={fixed}
        spellCheck={false}
        onChange={(event) => onChange({ allow: event.target.value })}
      />
      <span className="hint">{t("service.allowHint")}</span>
    </label>
  );
}
