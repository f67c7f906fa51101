import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecencyList } from "../../../src/engine/recency-list.ts";

describe("RecencyList", () => {
  it("keeps the order in which values were touched last", () => {
    const list = new RecencyList<number>();
    for (const n of [1, 2, 3, 4]) list.add(`k${n}`, n);
    list.touch("k2");
    list.touch("k1");
    list.touch("k1");
    list.touch("nobody");
    list.delete("k4");
    list.delete("k4");
    list.add("k3", 33);
    expect([...list.oldestFirst()]).toEqual([2, 1, 33]);
    expect(list.get("k3")).toBe(33);
    expect(list.get("k4")).toBeUndefined();
    expect(list.size).toBe(3);
  });

  it("does what a plain array of keys does", () => {
    const key = fc.integer({ min: 0, max: 5 }).map(String);
    const step = fc.tuple(fc.constantFrom("add", "touch", "delete"), key);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new RecencyList<string>();
        let model: string[] = [];
        for (const [what, name] of steps) {
          const known = model.includes(name);
          if (what === "add" || (what === "touch" && known)) model = [...model.filter((other) => other !== name), name];
          if (what === "delete") model = model.filter((other) => other !== name);
          if (what === "add") list.add(name, name);
          else if (what === "touch") list.touch(name);
          else list.delete(name);
          expect([...list.oldestFirst()]).toEqual(model);
          expect(list.size).toBe(model.length);
        }
      }),
    );
  });
});
