import { en } from "./en.ts";

/** The key of one text. */
export type TextKey = keyof typeof en;

/** The languages of the page. */
export type Language = "en" | "zh";

/** A dictionary with exactly the keys of the English one. */
export type Dictionary = { readonly [K in TextKey]: string };

/** Values of a text's parameters. */
export type TextValues = Readonly<Record<string, string | number>>;

type NamesIn<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}`
  ? (Inside extends `${infer Name}|${string}` ? Name : Inside) | NamesIn<Rest>
  : never;

/** The parameters of one text: none, or a record of them all. */
export type TextParameters<K extends TextKey> = [NamesIn<(typeof en)[K]>] extends [never]
  ? readonly []
  : readonly [values: Readonly<Record<NamesIn<(typeof en)[K]>, string | number>>];

/** Looks a text up and fills it in. */
export type Translate = <K extends TextKey>(key: K, ...values: TextParameters<K>) => string;

function formatNumber(value: string | number): string {
  return typeof value === "number" ? value.toLocaleString("en-US") : value;
}

/** Fills `{name}` and `{name|one|many}`. Numbers get thousands separators. */
export function fillText(text: string, values: TextValues): string {
  return text.replaceAll(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return formatNumber(value);
    return value === 1 ? one : many;
  });
}

/** The lookup for one dictionary. */
export function makeTranslate(dictionary: Dictionary): Translate {
  return (key, ...values) => {
    const [given] = values as readonly TextValues[];
    return given === undefined ? dictionary[key] : fillText(dictionary[key], given);
  };
}

/** Whether a text of this key exists: for keys made from codes. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

/** The language to begin with: Chinese for any `zh` the browser prefers, else English. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "zh") return "zh";
    if (primary === "en") return "en";
  }
  return "en";
}
