import { type JSX, useId } from "react";
import type { LineEnd, SessionState } from "../../../api/index.ts";
import type { CharsetName } from "../../../bytes/index.ts";
import { visibleText } from "../text/visible-text.ts";
import { CheckField } from "../ui/field.tsx";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Menu, type MenuEntry } from "../ui/menu.tsx";
import { CHARSET_OPTIONS } from "./charset-fields.tsx";

/** Checksums that devices use most; the whole catalogue follows them. */
const COMMON_CHECKSUMS: readonly string[] = [
  "sum8",
  "xor8",
  "lrc",
  "CRC-8/SMBUS",
  "CRC-16/MODBUS",
  "CRC-16/XMODEM",
  "CRC-16/IBM-3740",
  "CRC-16/KERMIT",
  "CRC-32/ISO-HDLC",
  "CRC-32/ISCSI",
  "adler32",
  "fletcher16",
  "nmea",
  "internet",
];

function asOption(name: string): { readonly value: string; readonly label: string } {
  return { value: name, label: name };
}

/** Properties of {@link ComposerBar}. */
export interface ComposerBarProps {
  readonly session: SessionState;
}

/** How what stands in the box becomes bytes. */
export function ComposerBar({ session }: ComposerBarProps): JSX.Element {
  const { workbench, composer } = usePage();
  const t = useT();
  const settings = useObservable(composer.settings);
  const system = useObservable(workbench.system);
  const charset = session.spec.charset ?? { in: "utf-8" as const, out: "utf-8" as const };
  const checksums = system?.checksums ?? [];
  return (
    <>
      {settings.mode === "text" && (
        <>
          <Choice<CharsetName>
            hideLabel
            label={t("send.charset")}
            value={charset.out}
            options={CHARSET_OPTIONS}
            onChange={(out) => void workbench.setCharset(session.id, { in: charset.in, out })}
          />
          <Choice<LineEnd | "none">
            label={t("send.eol")}
            value={settings.lineEnd}
            options={[
              { value: "none", label: t("send.eol.none") },
              { value: "lf", label: "\\n" },
              { value: "crlf", label: "\\r\\n" },
              { value: "cr", label: "\\r" },
              { value: "nul", label: "\\0" },
            ]}
            onChange={(lineEnd) => composer.change({ lineEnd })}
          />
          <CheckField
            label={t("send.escapes")}
            title={t("send.escapesHint")}
            checked={settings.escapes}
            onChange={(escapes) => composer.change({ escapes })}
          />
        </>
      )}
      {settings.mode !== "file" && checksums.length > 0 && (
        <Choice
          label={t("send.checksum")}
          value={settings.checksum}
          options={[
            { value: "", label: t("send.checksum.none") },
            ...COMMON_CHECKSUMS.filter((name) => checksums.some((item) => item.name === name)).map(asOption),
          ]}
          others={checksums
            .map((item) => item.name)
            .filter((name) => !COMMON_CHECKSUMS.includes(name))
            .map(asOption)}
          othersLabel={t("send.checksum.others")}
          onChange={(checksum) => composer.change({ checksum })}
        />
      )}
      {settings.mode !== "file" && settings.checksum !== "" && (
        <CheckField
          label={t("send.checkReceived")}
          title={t("send.checkReceivedHint")}
          checked={settings.checkReceived}
          onChange={(checkReceived) => composer.change({ checkReceived })}
        />
      )}
    </>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  /** More choices, under a heading. */
  readonly others?: readonly { readonly value: T; readonly label: string }[];
  readonly othersLabel?: string;
  /** The value says what it is; the label is for screen readers. */
  readonly hideLabel?: boolean;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({
  label,
  value,
  options,
  others,
  othersLabel,
  hideLabel,
  onChange,
}: ChoiceProps<T>): JSX.Element {
  const id = useId();
  return (
    <span className="field field-inline">
      <label className={hideLabel === true ? "visually-hidden" : "field-label"} htmlFor={id}>
        {label}
      </label>
      <select
        title={label}
        id={id}
        className="field-input"
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        {others !== undefined && (
          <optgroup label={othersLabel}>
            {others.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </span>
  );
}

/** What was sent before, to be sent again. */
export function HistoryMenu(): JSX.Element {
  const { composer } = usePage();
  const t = useT();
  const entries = useObservable(composer.history.entries);
  const items: MenuEntry[] = entries.map((entry) => ({
    label: visibleText(entry.text),
    className: "history-item",
    onSelect: () => composer.put(entry.mode, entry.text),
  }));
  return (
    <Menu
      align="end"
      entries={
        items.length === 0
          ? [{ heading: t("send.historyEmpty") }]
          : [
              ...items,
              "line",
              { label: t("send.historyClear"), danger: true, onSelect: () => composer.history.clear() },
            ]
      }
      trigger={
        <button type="button" className="btn btn-quiet btn-small">
          <Icon name="history" />
          {t("send.history")}
        </button>
      }
    />
  );
}
