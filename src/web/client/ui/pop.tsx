import { Popover } from "radix-ui";
import type { JSX, ReactNode } from "react";

/** Properties of {@link Pop}. */
export interface PopProps {
  /** The button, a single element. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly label: string;
  readonly align?: "start" | "center" | "end";
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A small panel under a button. */
export function Pop({ trigger, children, label, align = "start", open, onOpenChange }: PopProps): JSX.Element {
  return (
    <Popover.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" align={align} sideOffset={6} collisionPadding={8} aria-label={label}>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
