import type { JSX } from "react";
import type { ProblemState } from "../../../api/index.ts";
import type { TextKey } from "../i18n/translate.ts";
import type { RowView } from "../model/row-view.ts";
import type { SessionDesk } from "../model/session-desk.ts";
import { FILTER_EXAMPLES } from "../text/filter-examples.ts";
import { detailWords } from "../text/problem-words.ts";
import { useObservable, useSlowly, useT } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { Pop } from "../ui/pop.tsx";

/** Properties of {@link FilterBox}. */
export interface FilterBoxProps {
  readonly desk: SessionDesk;
}

/** The filter: red with a caret where it is wrong, and then the rows still follow the last good one. */
export function FilterBox({ desk }: FilterBoxProps): JSX.Element {
  const t = useT();
  const text = useObservable(desk.filter);
  const problem = useObservable(desk.filterProblem);
  const view = useObservable(desk.view);
  const state = problem !== null ? "bad" : text.trim() !== "" ? "good" : "empty";
  return (
    <div className="filter" data-state={state}>
      <div className="filter-box">
        <input
          aria-label={t("filter.label")}
          placeholder={t("filter.placeholder")}
          value={text}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : "filter-problem"}
          onChange={(event) => desk.setFilter(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && desk.setFilter("")}
        />
        {state === "good" && view !== null && view.query.filter === text.trim() && <MatchCount view={view} />}
        {text !== "" && (
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-small"
            aria-label={t("filter.clear")}
            onClick={() => desk.setFilter("")}
          >
            <Icon name="close" />
          </button>
        )}
        <Pop
          label={t("filter.examples")}
          align="end"
          trigger={
            <button type="button" className="btn btn-quiet btn-icon btn-small" aria-label={t("filter.examples")}>
              <Icon name="help" />
            </button>
          }
        >
          <div className="filter-examples">
            {FILTER_EXAMPLES.map(([filter, words]) => (
              <FilterExample key={filter} desk={desk} filter={filter} words={words} />
            ))}
          </div>
        </Pop>
      </div>
      {problem !== null && <FilterProblem text={text} problem={problem} />}
    </div>
  );
}

function FilterExample(props: FilterBoxProps & { readonly filter: string; readonly words: TextKey }): JSX.Element {
  const t = useT();
  return (
    <>
      <button type="button" className="btn btn-quiet btn-small" onClick={() => props.desk.setFilter(props.filter)}>
        {props.filter}
      </button>
      <span className="muted">{(t as (key: string) => string)(props.words)}</span>
    </>
  );
}

function MatchCount({ view }: { readonly view: RowView }): JSX.Element {
  const t = useT();
  const counts = useSlowly(view.counts, 30);
  const searching = counts.scanned < counts.rows;
  const percent = counts.rows === 0 ? 100 : Math.floor((counts.scanned / counts.rows) * 100);
  return (
    <span className="filter-count" role="status">
      {t("filter.matches", { n: counts.matches })}
      {searching && ` · ${t("filter.searching", { percent })}`}
    </span>
  );
}

function FilterProblem({ text, problem }: { readonly text: string; readonly problem: ProblemState }): JSX.Element {
  const t = useT();
  // The filter that was judged had no spaces around it.
  const position = (problem.position ?? 0) + (text.length - text.trimStart().length);
  return (
    <div className="filter-problem" id="filter-problem" role="alert">
      <pre>
        {text.slice(0, position)}
        <span className="caret">{text.slice(position, position + 1)}</span>
        {text.slice(position + 1)}
        {"\n"}
        {/* Wide characters take two columns. */}
        <span className="caret-pad">{text.slice(0, position)}</span>
        <span className="caret">^</span>
      </pre>
      <span>{detailWords(problem.message, t)}</span> <span className="muted">· {t("filter.kept")}</span>
    </div>
  );
}
