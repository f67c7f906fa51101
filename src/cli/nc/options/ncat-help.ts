import type { CliContext } from "../../context.ts";

/** The help of `jack nc` in the user's language. */
export async function ncatHelp({ locale }: Pick<CliContext, "locale">): Promise<string> {
  return locale === "zh"
    ? (await import("../../manual/nc-help-zh.ts")).NC_HELP_ZH
    : (await import("../../manual/nc-help-en.ts")).NC_HELP_EN;
}
