import { DropdownMenu } from "radix-ui";
import type { JSX } from "react";

import type { MenuEntry, MenuProps } from "./menu.tsx";

/** A menu under a button, open at first. Not modal: nothing of the page is locked or restyled while it is open. */
export default function OpenMenu({ trigger, entries, align = "start" }: MenuProps): JSX.Element {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
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
