import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Translate } from "../i18n/translate.ts";
import type { ComposerModel } from "../model/composer-model.ts";
import type { Observable } from "../model/observable.ts";
import type { Preferences } from "../model/preferences.ts";
import type { Workbench } from "../model/workbench.ts";

/** What every component may need. */
export interface PageModel {
  readonly workbench: Workbench;
  readonly preferences: Preferences;
  readonly composer: ComposerModel;
  /** Says something to people and to screen readers for a moment. */
  readonly announce: (text: string) => void;
}

/** Carries the model of the page. */
export const PageContext: React.Context<PageModel | null> = createContext<PageModel | null>(null);

/** The model of the page. */
export function usePage(): PageModel {
  const model = useContext(PageContext);
  if (model === null) throw new TypeError("usePage outside of the page");
  return model;
}

/** A watched value; the component is drawn again when it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}

/** A watched value drawn again at most every `ms`: for numbers that change faster than they can be read. */
export function useSlowly<T>(observable: Observable<T>, ms: number): T {
  const [value, setValue] = useState(observable.get);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    setValue(observable.get());
    const stop = observable.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setValue(observable.get());
      }, ms);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [observable, ms]);
  return value;
}

/** The lookup of texts in the chosen language. */
export function useT(): Translate {
  return useObservable(usePage().preferences.translate);
}

/** A ref that always holds the newest value, for listeners that are made once. */
export function useLatest<T>(value: T): React.RefObject<T> {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}
