import { type JSX, useId } from "react";

/** Properties of {@link Segmented}. */
export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly disabled?: boolean;
}

/** A few choices side by side, one of them on: the browser's own radio buttons in other clothes. */
export function Segmented<T extends string>(props: SegmentedProps<T>): JSX.Element {
  const name = useId();
  return (
    <div className="seg" role="radiogroup" aria-label={props.label}>
      {props.options.map((option) => (
        <label key={option.value} className="seg-item" data-state={option.value === props.value ? "on" : "off"}>
          <input
            type="radio"
            name={name}
            disabled={props.disabled}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
