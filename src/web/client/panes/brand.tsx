import type { JSX } from "react";
import { useT } from "../ui/hooks.ts";
import { Logo } from "../ui/icon.tsx";

/** The name of the program. */
export function Brand(): JSX.Element {
  const t = useT();
  return (
    <h1 className="brand">
      <Logo />
      <span>{t("app.name")}</span>
    </h1>
  );
}
