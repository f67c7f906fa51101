import { type JSX, useId } from "react";
import type { ReplyAnswerSpec, ReplyMatchSpec, ReplyRuleSpec } from "../../../api/index.ts";
import { SelectField, TextField } from "../ui/field.tsx";
import { useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";

const MATCHES = ["any", "exact", "prefix", "suffix", "contains", "regex", "hex"] as const;
const MACROS =
  "{{counter}} {{time %H:%M}} {{random 1 6}} {{peer}} {{length}} {{message}} {{1}} {{checksum crc-modbus}}";

/** Properties of {@link RuleEditor}. */
export interface RuleEditorProps {
  readonly rules: readonly ReplyRuleSpec[];
  readonly fixed: boolean;
  /** How often each rule has fired; null where nothing runs. */
  readonly fired?: readonly number[] | null;
  readonly onChange: (rules: readonly ReplyRuleSpec[]) => void;
}

/** A list of reply rules, each with all that it can say. */
export function RuleEditor({ rules, fixed, fired = null, onChange }: RuleEditorProps): JSX.Element {
  const t = useT();
  const replace = (at: number, ...by: ReplyRuleSpec[]): void => onChange(rules.toSpliced(at, 1, ...by));
  const move = (at: number, to: number): void => {
    const rule = rules[at];
    if (rule !== undefined && to >= 0 && to < rules.length) onChange(rules.toSpliced(at, 1).toSpliced(to, 0, rule));
  };
  return (
    <div className="rules">
      <p className="hint">{rules.length === 0 ? t("rules.none") : t("rules.hint")}</p>
      <ol className="rules-list">
        {rules.map((rule, at) => (
          // Rules have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="rule">
            <div className="rule-head">
              <strong>{rule.name ?? t("rules.rule", { n: at + 1 })}</strong>
              {fired?.[at] !== undefined && <span className="muted">{t("rules.fired", { n: fired[at] })}</span>}
              <span className="grow" />
              {!fixed && (
                <>
                  <RuleButton label={t("rules.up")} onClick={() => move(at, at - 1)} disabled={at === 0} />
                  <RuleButton
                    label={t("rules.down")}
                    onClick={() => move(at, at + 1)}
                    disabled={at === rules.length - 1}
                  />
                  <RuleButton label={t("rules.remove")} onClick={() => replace(at)} />
                </>
              )}
            </div>
            <RuleFields rule={rule} fixed={fixed} onChange={(next) => replace(at, next)} />
          </li>
        ))}
      </ol>
      {!fixed && (
        <button type="button" className="btn btn-small" onClick={() => onChange([...rules, { answer: { text: "" } }])}>
          <Icon name="plus" />
          {t("rules.add")}
        </button>
      )}
      <p className="hint">
        {t("rules.macros")} <code>{MACROS}</code>
      </p>
    </div>
  );
}

interface RuleButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}

function RuleButton({ label, onClick, disabled = false }: RuleButtonProps): JSX.Element {
  return (
    <button type="button" className="btn btn-quiet btn-small" disabled={disabled} onClick={onClick}>
      {label}
    </button>
  );
}

interface RuleFieldsProps {
  readonly rule: ReplyRuleSpec;
  readonly fixed: boolean;
  readonly onChange: (rule: ReplyRuleSpec) => void;
}

function patternOf(match: ReplyMatchSpec): string {
  if (match.type === "any") return "";
  return "pattern" in match ? match.pattern : match.text;
}

function matchOf(type: ReplyMatchSpec["type"], pattern: string): ReplyMatchSpec {
  if (type === "any") return { type };
  return type === "regex" || type === "hex" ? { type, pattern } : { type, text: pattern };
}

/** Leaves out what is said by default. */
function without(rule: ReplyRuleSpec, key: keyof ReplyRuleSpec): ReplyRuleSpec {
  const { [key]: _gone, ...rest } = rule;
  return rest;
}

function RuleFields({ rule, fixed, onChange }: RuleFieldsProps): JSX.Element {
  const t = useT();
  const match = rule.match ?? { type: "any" };
  const kind = rule.answer === undefined ? "none" : "text" in rule.answer ? "text" : "hex";
  const answer = rule.answer === undefined ? "" : "text" in rule.answer ? rule.answer.text : rule.answer.hex;
  const setMatch = (next: ReplyMatchSpec): void =>
    onChange(next.type === "any" ? without(rule, "match") : { ...rule, match: next });
  const setAnswer = (next: ReplyAnswerSpec): void => onChange({ ...rule, answer: next });
  return (
    <div className="rule-fields">
      <SelectField
        label={t("rules.when")}
        value={match.type}
        disabled={fixed}
        options={MATCHES.map((value) => ({ value, label: t(`rules.match.${value}`) }))}
        onChange={(type) => setMatch(matchOf(type, patternOf(match)))}
      />
      {match.type !== "any" && (
        <TextField
          label={t("rules.pattern")}
          value={patternOf(match)}
          disabled={fixed}
          onChange={(pattern) => setMatch(matchOf(match.type, pattern))}
        />
      )}
      <SelectField
        label={t("rules.answer")}
        value={kind}
        disabled={fixed}
        options={(["text", "hex", "none"] as const).map((value) => ({ value, label: t(`rules.answer.${value}`) }))}
        onChange={(next) =>
          next === "none"
            ? onChange(without(rule, "answer"))
            : setAnswer(next === "text" ? { text: answer } : { hex: "" })
        }
      />
      {kind !== "none" && (
        <TextField
          label={t("rules.answerText")}
          value={answer}
          disabled={fixed}
          onChange={(text) => setAnswer(kind === "text" ? { text } : { hex: text })}
        />
      )}
      <CountField rule={rule} field="delayMs" label={t("rules.delay")} usual="0" fixed={fixed} onChange={onChange} />
      <CountField
        rule={rule}
        field="timesPerPeer"
        label={t("rules.timesPerPeer")}
        usual={t("rules.always")}
        fixed={fixed}
        onChange={onChange}
      />
      <SelectField<"none" | "fin" | "reset">
        label={t("rules.close")}
        value={rule.close ?? "none"}
        disabled={fixed}
        options={(["none", "fin", "reset"] as const).map((value) => ({ value, label: t(`rules.close.${value}`) }))}
        onChange={(close) => onChange(close === "none" ? without(rule, "close") : { ...rule, close })}
      />
    </div>
  );
}

interface CountFieldProps extends RuleFieldsProps {
  readonly field: "delayMs" | "timesPerPeer";
  readonly label: string;
  readonly usual: string;
}

/** A number that may be left out; what is no number is not taken. */
function CountField({ rule, field, label, usual, fixed, onChange }: CountFieldProps): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="field-input field-mono"
        type="number"
        min={field === "delayMs" ? 0 : 1}
        value={rule[field] ?? ""}
        placeholder={usual}
        disabled={fixed}
        onChange={(event) => {
          const value = event.target.valueAsNumber;
          onChange(Number.isSafeInteger(value) ? { ...rule, [field]: value } : without(rule, field));
        }}
      />
    </div>
  );
}
