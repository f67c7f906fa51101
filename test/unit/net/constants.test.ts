import { execFileSync } from "node:child_process";
import { expect } from "vitest";
import * as constants from "../../../src/net/constants/index.ts";
import { itWith } from "../../support/programs.ts";

itWith(["python3"])("has every constant of CPython's socket module, with the same number", () => {
  const program =
    "import _socket, json; print(json.dumps({k: v for k, v in vars(_socket).items() if k[0].isupper() and type(v) is int}))";
  const python = JSON.parse(execFileSync("python3", ["-c", program], { encoding: "utf8" })) as Record<string, number>;
  expect(Object.keys(python).length).toBeGreaterThan(250);
  expect(constants).toMatchObject(python);
});
