import { DropdownMenu } from "radix-ui";
import type { JSX, ReactNode } from "react";

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
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly align?: "start" | "end";
}

/** A menu under a button. Not modal: nothing of the page is locked or restyled while it is open. */
export function Menu({ trigger, entries, align = "start" }: MenuProps): JSX.Element {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
          {entries.map((entry, index) => (
            <Entry key={index} entry={entry} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Entry({ entry }: { readonly entry: MenuEntry }): JSX.Element {
  if (entry === "line") return <DropdownMenu.Separator className="menu-line" />;
  if ("heading" in entry) return <DropdownMenu.Label className="menu-label">{entry.heading}</DropdownMenu.Label>;
  return (
    <DropdownMenu.Item
      className={`menu-item ${entry.danger === true ? "menu-danger" : ""}`}
      disabled={entry.disabled === true}
      onSelect={entry.onSelect}
    >
      <span className={entry.className}>{entry.label}</span>
    </DropdownMenu.Item>
  );
}
