import { type JSX, type ReactNode, useId } from "react";
import type { FieldFault } from "../model/session-form.ts";
import { useT } from "./hooks.ts";

/** Says what is wrong with a field. */
export function FaultText({
  fault,
  id,
}: {
  readonly fault: FieldFault | undefined;
  readonly id: string;
}): JSX.Element | null {
  const t = useT();
  if (fault === undefined) return null;
  const text = (t as (key: string, values?: object) => string)(fault.key, fault.values);
  return (
    <span className="field-fault" id={id} role="alert">
      {text}
    </span>
  );
}

/** What every field has. */
export interface FieldProps {
  readonly label: string;
  readonly className?: string;
  readonly fault?: FieldFault | undefined;
  readonly disabled?: boolean;
}

/** Properties of {@link TextField}. */
export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly numeric?: boolean;
  /** Not shown while it is typed. */
  readonly secret?: boolean;
  readonly suggestions?: readonly { readonly value: string; readonly label: string }[];
  readonly hint?: ReactNode;
}

/** A labelled text field, with suggestions where there are some. */
export function TextField(props: TextFieldProps): JSX.Element {
  const id = useId();
  const { suggestions, fault } = props;
  return (
    <div className={`field ${props.className ?? ""}`}>
      <label className="field-label" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        type={props.secret === true ? "password" : "text"}
        className="field-input field-mono"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        disabled={props.disabled}
        placeholder={props.placeholder}
        inputMode={props.numeric === true ? "numeric" : undefined}
        list={suggestions === undefined ? undefined : `${id}-list`}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        autoComplete={props.secret === true ? "new-password" : "off"}
        spellCheck={false}
      />
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((item) => (
            <option key={item.value} value={item.value} label={item.label} />
          ))}
        </datalist>
      )}
      {props.hint}
      <FaultText fault={fault} id={`${id}-fault`} />
    </div>
  );
}

/** Properties of {@link SelectField}. */
export interface SelectFieldProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly title?: string;
}

/** A labelled choice: the browser's own, which works with every keyboard and screen reader. */
export function SelectField<T extends string>(props: SelectFieldProps<T>): JSX.Element {
  const id = useId();
  return (
    <div className={`field ${props.className ?? ""}`}>
      <label className="field-label" htmlFor={id}>
        {props.label}
      </label>
      <select
        id={id}
        className="field-input"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as T)}
        disabled={props.disabled}
        title={props.title}
        aria-invalid={props.fault !== undefined}
        aria-describedby={props.fault === undefined ? undefined : `${id}-fault`}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <FaultText fault={props.fault} id={`${id}-fault`} />
    </div>
  );
}

/** Properties of {@link CheckField}. */
export interface CheckFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly title?: string;
}

/** A box to tick. */
export function CheckField(props: CheckFieldProps): JSX.Element {
  return (
    <label className={`check ${props.className ?? ""}`} title={props.title}>
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
        disabled={props.disabled}
      />
      {props.label}
    </label>
  );
}
