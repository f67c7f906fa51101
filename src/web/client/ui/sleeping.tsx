import { cloneElement, type JSX, type KeyboardEvent, type ReactElement, type ReactNode, Suspense } from "react";

/** What a trigger button is given. */
export interface TriggerProps {
  readonly onClick?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly "aria-haspopup"?: "menu" | "dialog";
  readonly "aria-expanded"?: boolean;
}

/** Properties of {@link Sleeping}. */
export interface SleepingProps {
  readonly awake: boolean;
  /** The button as it is while what it opens is not loaded. */
  readonly trigger: ReactElement<TriggerProps>;
  readonly popup: "menu" | "dialog";
  readonly onWake: () => void;
  /** The button together with what it opens. */
  readonly children: ReactNode;
}

/** A plain button until it is first used; then what it opens is loaded and takes over. */
export function Sleeping({ awake, trigger, popup, onWake, children }: SleepingProps): JSX.Element {
  if (awake) return <Suspense fallback={trigger}>{children}</Suspense>;
  return cloneElement(trigger, {
    "aria-haspopup": popup,
    "aria-expanded": false,
    onClick: onWake,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      onWake();
    },
  });
}
