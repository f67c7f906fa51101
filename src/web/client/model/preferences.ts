import { en } from "../i18n/en.ts";
import { type Language, makeTranslate, preferredLanguage, type Translate } from "../i18n/translate.ts";
import { zh } from "../i18n/zh.ts";
import { Observable } from "./observable.ts";
import { oneOf, StoredValue, type ValueStorage } from "./stored-value.ts";

/** How the page is coloured. */
export type Theme = "system" | "light" | "dark";

/** What a person chose for the page, remembered by the browser. */
export class Preferences {
  readonly language: StoredValue<Language>;
  readonly theme: StoredValue<Theme>;
  /** The lookup in the chosen language. */
  readonly translate: Observable<Translate>;

  constructor(storage: ValueStorage, languages: readonly string[]) {
    this.language = new StoredValue(storage, "jackfield.language", preferredLanguage(languages), oneOf("en", "zh"));
    this.theme = new StoredValue<Theme>(storage, "jackfield.theme", "system", oneOf("system", "light", "dark"));
    const pick = (): Translate => makeTranslate(this.language.get() === "zh" ? zh : en);
    this.translate = new Observable(pick());
    this.language.subscribe(() => this.translate.set(pick()));
  }
}
