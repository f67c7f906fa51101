import type { JSX, ReactNode } from "react";
import type { ProblemState } from "../../../api/index.ts";
import { problemWords } from "../text/problem-words.ts";
import { visibleText } from "../text/visible-text.ts";
import { useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";

/** Properties of {@link ProblemNotice}. */
export interface ProblemNoticeProps {
  readonly problem: ProblemState;
  readonly onClose?: () => void;
  /** Ways out, as buttons. */
  readonly children?: ReactNode;
}

/** A problem where it belongs: what happened, the workbench's own words, what to do. */
export function ProblemNotice({ problem, onClose, children }: ProblemNoticeProps): JSX.Element {
  const t = useT();
  const words = problemWords(problem, t);
  return (
    <div className="notice" role="alert">
      {words.meaning !== "" && <b>{words.meaning}</b>}
      <span className="notice-text">{visibleText(words.message)}</span>
      <span className="muted">{words.remedy}</span>
      {children}
      {onClose !== undefined && (
        <button type="button" className="btn btn-quiet btn-icon btn-small notice-end" onClick={onClose}>
          <span className="visually-hidden">{t("app.close")}</span>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
