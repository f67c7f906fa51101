import type { JSX } from "react";
import type { LengthWidth } from "../../../bytes/index.ts";
import { FRAMING_TYPES, type FramingForm, LENGTH_WIDTHS } from "../model/framing-form.ts";
import type { FormFaults } from "../model/session-form.ts";
import { SelectField, TextField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";

/** Properties of {@link FramingFields}. */
export interface FramingFieldsProps {
  readonly form: FramingForm;
  readonly faults: FormFaults;
  readonly onChange: (form: FramingForm) => void;
}

/** The framing and its parameters. */
export function FramingFields({ form, faults, onChange }: FramingFieldsProps): JSX.Element {
  const t = useT();
  const text = (field: "hex" | "size" | "offset" | "adjust" | "gapMs", label: string): JSX.Element => (
    <TextField
      className="w-param"
      label={label}
      value={form[field]}
      onChange={(value) => onChange({ ...form, [field]: value })}
      fault={faults[field]}
    />
  );
  return (
    <>
      <SelectField
        className="w-framing"
        label={t("form.framing")}
        title={t(`framing.help.${form.type}`)}
        value={form.type}
        options={FRAMING_TYPES.map((type) => ({ value: type, label: t(`framing.${type}`) }))}
        onChange={(type) => onChange({ ...form, type })}
      />
      {form.type === "delimiter" && text("hex", t("framing.hex"))}
      {form.type === "fixed" && text("size", t("framing.size"))}
      {form.type === "idle" && text("gapMs", `${t("framing.gap")} (${t("form.millis")})`)}
      {form.type === "length" && (
        <>
          <SelectField<LengthWidth>
            className="w-param"
            label={t("framing.width")}
            value={form.width}
            options={LENGTH_WIDTHS.map((width) => ({ value: width, label: width }))}
            onChange={(width) => onChange({ ...form, width })}
          />
          {text("offset", t("framing.offset"))}
          {text("adjust", t("framing.adjust"))}
        </>
      )}
    </>
  );
}
