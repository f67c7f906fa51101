import { Popover } from "radix-ui";
import type { JSX } from "react";
import type { PopProps } from "./pop.tsx";

/** A small panel under a button, open at first. */
export default function OpenPop({ trigger, children, label, align = "start" }: PopProps): JSX.Element {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" align={align} sideOffset={6} collisionPadding={8} aria-label={label}>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
