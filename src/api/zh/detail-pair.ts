/**
 * What an error says beside its code, in English, and the same in Chinese. `{}` stands for a name, `{#}` for a number, which
 * stay as they are; `{*}` for a part that is looked up itself, `{@}` for the
 * path of a property in a project file. The Chinese takes them in the same order as `{}`, or by
 * number: `{2}`.
 */
export type DetailPair = readonly [english: string, chinese: string];
