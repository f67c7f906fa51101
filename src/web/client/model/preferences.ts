import { en } from "../i18n/en.ts";
import { type Dictionary, type Language, makeTranslate, preferredLanguage, type Translate } from "../i18n/translate.ts";
import { Observable } from "./observable.ts";
import type { RowFormat } from "./session-desk.ts";
import { oneOf, StoredValue, type ValueStorage } from "./stored-value.ts";

/** How the page is coloured. */
export type Theme = "system" | "light" | "dark";

async function loadDictionary(language: Language): Promise<Dictionary> {
  return language === "zh" ? (await import("../i18n/zh.ts")).zh : en;
}

/** What a person chose for the page, remembered by the browser. */
export class Preferences {
  readonly language: StoredValue<Language>;
  readonly theme: StoredValue<Theme>;
  /** What rows show first where a session has no choice of its own. */
  readonly rowFormat: StoredValue<RowFormat>;
  /** The lookup in the chosen language; it follows once the dictionary is here. */
  readonly translate: Observable<Translate> = new Observable<Translate>(makeTranslate(en));
  /** Settles when the first dictionary is here. */
  readonly ready: Promise<void>;

  constructor(storage: ValueStorage, languages: readonly string[]) {
    this.language = new StoredValue(storage, "jackfield.language", preferredLanguage(languages), oneOf("en", "zh"));
    this.theme = new StoredValue<Theme>(storage, "jackfield.theme", "system", oneOf("system", "light", "dark"));
    this.rowFormat = new StoredValue<RowFormat>(storage, "jackfield.rows", "text", oneOf("text", "hex"));
    this.ready = this.#load();
    this.language.subscribe(() => void this.#load());
  }

  async #load(): Promise<void> {
    const language = this.language.get();
    const dictionary = await loadDictionary(language);
    if (language === this.language.get()) this.translate.set(makeTranslate(dictionary));
  }
}
