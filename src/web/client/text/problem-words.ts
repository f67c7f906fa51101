import type { ProblemState } from "../../../api/index.ts";
import { isTextKey, type Translate } from "../i18n/translate.ts";

/** A problem in the page's language. */
export interface ProblemWords {
  /** What happened; empty when the page has no words of its own for it. */
  readonly meaning: string;
  /** The workbench's own sentence, in English, with the address and who holds the port. */
  readonly message: string;
  readonly remedy: string;
}

/** The words for a problem: by its code where the page knows it, else as the workbench said it. */
export function problemWords(problem: ProblemState, t: Translate): ProblemWords {
  const look = (key: string): string => (isTextKey(key) ? (t as (name: string) => string)(key) : "");
  return {
    meaning: look(`meaning.${problem.code}`),
    message: problem.message,
    remedy: look(`remedy.${problem.code}`) || problem.remedy,
  };
}
