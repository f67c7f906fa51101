import type { ComponentType, JSX, MemoExoticComponent } from "react";
import type { SessionState } from "../../../api/index.ts";
import type { Theme } from "../model/preferences.ts";
import { memoSession } from "../ui/memo-session.ts";
import { useObservable, usePage, useT } from "../ui/hooks.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { CopySession } from "./copy-menu.tsx";

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const THEME_ICON: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

/** Properties of {@link TopTools}. */
export interface TopToolsProps {
  readonly session: SessionState | null;
  readonly showTree: boolean;
  readonly onShowTree: (show: boolean) => void;
  readonly showInspector: boolean;
  readonly onShowInspector: (show: boolean) => void;
}

function TopToolsNow(props: TopToolsProps): JSX.Element {
  const { preferences } = usePage();
  const t = useT();
  const language = useObservable(preferences.language);
  const theme = useObservable(preferences.theme);
  const { session } = props;
  return (
    <div className="top-tools">
      {session !== null && <CopySession session={session} />}
      <Toggle icon="left" label={t("app.sessions")} on={props.showTree} onChange={props.onShowTree} />
      {session !== null && (
        <Toggle icon="right" label={t("app.inspector")} on={props.showInspector} onChange={props.onShowInspector} />
      )}
      <button
        type="button"
        className="btn btn-quiet btn-icon"
        data-tool="theme"
        aria-label={t("app.theme", { theme: t(`app.theme.${theme}`) })}
        title={t("app.theme", { theme: t(`app.theme.${theme}`) })}
        onClick={() => preferences.theme.set(NEXT_THEME[theme])}
      >
        <Icon name={THEME_ICON[theme]} />
      </button>
      <button
        type="button"
        className="btn btn-quiet"
        data-tool="language"
        lang={language === "zh" ? "en" : "zh-CN"}
        aria-label={t("app.language")}
        onClick={() => preferences.language.set(language === "zh" ? "en" : "zh")}
      >
        {language === "zh" ? "EN" : "中文"}
      </button>
    </div>
  );
}

interface ToggleProps {
  readonly icon: IconName;
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Toggle({ icon, label, on, onChange }: ToggleProps): JSX.Element {
  return (
    <button
      type="button"
      className="btn btn-quiet btn-icon"
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={() => onChange(!on)}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Copying as code, which panes are shown, language and colours. */
export const TopTools: MemoExoticComponent<ComponentType<TopToolsProps>> = memoSession(TopToolsNow, ["id", "spec"]);
