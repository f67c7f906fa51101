import { parseSocketMessage, type ProblemState, zhDetail } from "../../../api/index.ts";
import { isTextKey, type Translate } from "../i18n/translate.ts";

/** A problem in the page's language. */
export interface ProblemWords {
  /** What happened; empty when the page has no words of its own for it. */
  readonly meaning: string;
  /** The address and what more is known, such as who holds the port. */
  readonly message: string;
  readonly remedy: string;
}

/** The words for a problem: by its code where the page knows it, else as the workbench said it. */
export function problemWords(problem: ProblemState, t: Translate): ProblemWords {
  const look = (key: string): string => (isTextKey(key) ? (t as (name: string) => string)(key) : "");
  const meaning = look(`meaning.${problem.code}`);
  return {
    meaning,
    message: (meaning === "" ? null : siteWords(problem, t)) ?? detailWords(problem.message, t),
    remedy: look(`remedy.${problem.code}`) || problem.remedy,
  };
}

/** Where it happened and the hints in the page's language, without the meaning, which stands before them. */
function siteWords(problem: ProblemState, t: Translate): string | null {
  const found = parseSocketMessage(problem.message);
  if (found === null) return null;
  const { site, hints } = found;
  const parts = hints === undefined ? [] : hints.split("; ").map((part) => hintWords(part, problem, t));
  return [site, ...parts.filter((part) => part !== "")].join(t("hint.join"));
}

function hintWords(hint: string, problem: ProblemState, t: Translate): string {
  // The free port is on a button.
  if (problem.freePort !== undefined && hint === `port ${problem.freePort} is free`) return "";
  const [, holder] = /^held by (.+)$/.exec(hint) ?? [];
  if (holder !== undefined) return t("hint.heldBy", { holder });
  const [, folder] = /^there is no folder (.+)$/.exec(hint) ?? [];
  if (folder !== undefined) return t("hint.noFolder", { folder });
  return detailWords(hint, t);
}

/** A detail in the page's language: the workbench says it in English. */
export function detailWords(detail: string, t: Translate): string {
  return t("language.code") === "zh" ? zhDetail(detail) : detail;
}
