import { ToggleGroup } from "radix-ui";
import type { JSX } from "react";

/** Properties of {@link Segmented}. */
export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}

/** A few choices side by side, one of them on. */
export function Segmented<T extends string>(props: SegmentedProps<T>): JSX.Element {
  return (
    <ToggleGroup.Root
      type="single"
      className="seg"
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => value !== "" && props.onChange(value as T)}
    >
      {props.options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className="seg-item">
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
