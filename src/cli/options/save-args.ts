import { type ArgsOf, option, type OptionArg } from "../command.ts";
import { excludePairs } from "./exclude.ts";
import { path } from "./value-types.ts";

/** Files that received data goes to. */
export const SAVE_ARGS: { save: OptionArg<string>; saveDir: OptionArg<string> } = {
  save: option(path("FILE")),
  saveDir: option(path("DIR")),
};

/** The values of {@link SAVE_ARGS}. */
export type SaveArgs = ArgsOf<typeof SAVE_ARGS>;

/**
 * Refuses what cannot be together.
 * @throws UsageError
 */
export function checkSave(args: SaveArgs & { readonly sendOnly: boolean }): void {
  excludePairs([
    ["--save", args.save !== undefined, "--save-dir", args.saveDir !== undefined],
    ["--save", args.save !== undefined, "--send-only", args.sendOnly],
    ["--save-dir", args.saveDir !== undefined, "--send-only", args.sendOnly],
  ]);
}
