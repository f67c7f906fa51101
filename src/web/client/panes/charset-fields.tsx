import type { JSX } from "react";
import { CHARSET_NAMES, type CharsetName } from "../../../bytes/index.ts";
import type { SessionForm } from "../model/session-form.ts";
import { SelectField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";

const SPLIT = "split";
const JOIN = "join";

/** How charsets are written on the page. */
export function charsetLabel(name: CharsetName): string {
  const special: Partial<Record<CharsetName, string>> = {
    latin1: "Latin-1",
    ascii: "ASCII",
    shift_jis: "Shift_JIS",
    big5: "Big5",
    "koi8-r": "KOI8-R",
    "utf-16le": "UTF-16LE",
    "utf-16be": "UTF-16BE",
  };
  return special[name] ?? (name.startsWith("windows") ? `Windows-${name.slice(8)}` : name.toUpperCase());
}

/** Every charset as a choice. */
export const CHARSET_OPTIONS: readonly { readonly value: CharsetName; readonly label: string }[] = CHARSET_NAMES.map(
  (value) => ({ value, label: charsetLabel(value) }),
);

/** Properties of {@link CharsetFields}. */
export interface CharsetFieldsProps {
  readonly form: SessionForm;
  readonly onChange: (changes: Partial<SessionForm>) => void;
}

/** One charset for both directions, which can be split into one for each. */
export function CharsetFields({ form, onChange }: CharsetFieldsProps): JSX.Element {
  const t = useT();
  if (!form.charsetSplit) {
    const options = [...CHARSET_OPTIONS, { value: SPLIT, label: `${t("form.charsetSplit")}…` }];
    return (
      <SelectField<string>
        className="w-charset"
        label={t("form.charset")}
        value={form.charsetIn}
        options={options}
        onChange={(value) =>
          value === SPLIT
            ? onChange({ charsetSplit: true, charsetOut: form.charsetIn })
            : onChange({ charsetIn: value as CharsetName, charsetOut: value as CharsetName })
        }
      />
    );
  }
  const joined = { value: JOIN, label: "← =" };
  return (
    <div className="split-charset">
      <SelectField
        className="w-charset"
        label={t("form.charsetIn")}
        value={form.charsetIn}
        options={CHARSET_OPTIONS}
        onChange={(charsetIn) => onChange({ charsetIn })}
      />
      <SelectField<string>
        className="w-charset"
        label={t("form.charsetOut")}
        value={form.charsetOut}
        options={[...CHARSET_OPTIONS, joined]}
        onChange={(value) =>
          value === JOIN
            ? onChange({ charsetSplit: false, charsetOut: form.charsetIn })
            : onChange({ charsetOut: value as CharsetName })
        }
      />
    </div>
  );
}
