import { expect, it } from "vitest";
import { cLibrary } from "../../../../src/net/sys/c-library.ts";

it("is what Node itself says, wherever another C library is installed beside it", () => {
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  expect(cLibrary()).toBe(header.glibcVersionRuntime === undefined ? "musl" : "glibc");
});
