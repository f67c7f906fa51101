import { createRoot } from "react-dom/client";
import { ComposerModel, siteOf } from "./model/composer-model.ts";
import { Preferences } from "./model/preferences.ts";
import { Workbench } from "./model/workbench.ts";
import { App } from "./panes/app.tsx";
// oxlint-disable-next-line import/no-unassigned-import -- the bundler makes a style sheet of it
import "./styles/main.css";
import { announce, Announcer } from "./ui/announcer.tsx";
import { PageContext, type PageModel } from "./ui/hooks.ts";

const preferences = new Preferences(localStorage, navigator.languages);
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Puts language and colours on the document. */
function dress(): void {
  const root = document.documentElement;
  const theme = preferences.theme.get();
  root.dataset["theme"] = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  root.lang = preferences.language.get() === "zh" ? "zh-CN" : "en";
}

preferences.theme.subscribe(dress);
preferences.language.subscribe(dress);
dark.addEventListener("change", dress);
dress();

const workbench = new Workbench();
const composer = new ComposerModel(localStorage);
workbench.desk.subscribe(() => {
  const session = workbench.current();
  composer.turnTo(workbench.desk.get()?.session ?? null, session === null ? null : siteOf(session.spec));
});
const model: PageModel = { workbench, preferences, composer, announce };
const host = document.getElementById("root");
if (host === null) throw new TypeError("the page has no root");
const root = createRoot(host);
const draw = (): void =>
  root.render(
    <PageContext value={model}>
      <App />
      <Announcer />
    </PageContext>,
  );
void preferences.ready.finally(draw);
void workbench.start();
