import { en } from "./en.ts";
import type { Locale, Messages } from "./messages.ts";

/** The language that the environment asks for: `JACKFIELD_LANG`, then `LC_ALL`, `LC_MESSAGES`, `LANG`; English otherwise. */
export function localeOf(env: Readonly<Record<string, string | undefined>>): Locale {
  for (const name of ["JACKFIELD_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]) {
    const value = env[name];
    if (value !== undefined && value !== "") return /^zh/i.test(value) ? "zh" : "en";
  }
  return "en";
}

/** The dictionary of a language. */
export async function messagesOf(locale: Locale): Promise<Messages> {
  return locale === "zh" ? (await import("./zh.ts")).zh : en;
}
