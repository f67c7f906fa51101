import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../../../src/capture/index.ts";
import { en } from "../../../../../src/web/client/i18n/en.ts";
import { zh } from "../../../../../src/web/client/i18n/zh.ts";
import { FILTER_EXAMPLES } from "../../../../../src/web/client/text/filter-examples.ts";

describe("examples of filters", () => {
  it.each(FILTER_EXAMPLES.map(([filter]) => filter))("%s is well formed", (filter) => {
    expect(() => parseFilter(filter)).not.toThrow();
  });

  it.each([en, zh])("the placeholder is well formed too", (dictionary) => {
    const example = dictionary["filter.placeholder"].replace(/^[^:：]+[:：]\s*/, "");
    expect(() => parseFilter(example)).not.toThrow();
  });
});
