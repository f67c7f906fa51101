import { type JSX, lazy, type ReactElement, useState } from "react";
import { Sleeping, type TriggerProps } from "./sleeping.tsx";

/** One entry of a menu: something to do, a heading, or a line. */
export type MenuEntry =
  | {
      readonly label: string;
      readonly onSelect: () => void;
      readonly disabled?: boolean;
      readonly danger?: boolean;
      readonly className?: string;
    }
  | { readonly heading: string }
  | "line";

/** Properties of {@link Menu}. */
export interface MenuProps {
  /** The button, a single element. */
  readonly trigger: ReactElement<TriggerProps>;
  readonly entries: readonly MenuEntry[];
  readonly align?: "start" | "end";
}

const OpenMenu = lazy(() => import("./open-menu.tsx"));

/** A menu under a button; what shows it is loaded when it is asked for. */
export function Menu(props: MenuProps): JSX.Element {
  const [awake, setAwake] = useState(false);
  return (
    <Sleeping awake={awake} trigger={props.trigger} popup="menu" onWake={() => setAwake(true)}>
      <OpenMenu {...props} />
    </Sleeping>
  );
}
