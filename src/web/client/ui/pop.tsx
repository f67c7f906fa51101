import { type JSX, lazy, type ReactElement, type ReactNode, useState } from "react";
import { Sleeping, type TriggerProps } from "./sleeping.tsx";

/** Properties of {@link Pop}. */
export interface PopProps {
  /** The button, a single element. */
  readonly trigger: ReactElement<TriggerProps>;
  readonly children: ReactNode;
  readonly label: string;
  readonly align?: "start" | "center" | "end";
}

const OpenPop = lazy(() => import("./open-pop.tsx"));

/** A small panel under a button; what shows it is loaded when it is asked for. */
export function Pop(props: PopProps): JSX.Element {
  const [awake, setAwake] = useState(false);
  return (
    <Sleeping awake={awake} trigger={props.trigger} popup="dialog" onWake={() => setAwake(true)}>
      <OpenPop {...props} />
    </Sleeping>
  );
}
