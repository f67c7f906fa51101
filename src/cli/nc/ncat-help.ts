import type { NcIo } from "./nc-session.ts";

/** The help of `jack nc` in the user's language. */
export async function ncatHelp({ locale }: Pick<NcIo, "locale">): Promise<string> {
  return locale === "zh"
    ? (await import("../messages/nc-help-zh.ts")).NC_HELP_ZH
    : (await import("../messages/nc-help-en.ts")).NC_HELP_EN;
}
