import { defineConfig } from "vitest/config";

/** What is waited for may take long on a slow, busy machine; it is looked at often. */
const expectation = { poll: { timeout: 30_000, interval: 20 } };
/** A second try of what talks to other programs, under CI only; each is listed at the end, to be mended. */
const retry = process.env["CI"] === undefined ? 0 : 1;

// Pure tests share one process per worker (they hold no state); tests that open sockets or browsers are isolated by file.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", "./test/support/second-tries.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/{arch,unit}/**/*.test.{ts,tsx}"],
          isolate: false,
          testTimeout: 60_000,
          expect: expectation,
        },
      },
      { test: { name: "property", include: ["test/property/**/*.test.ts"], isolate: false, testTimeout: 120_000 } },
      {
        test: {
          name: "interop",
          include: ["test/interop/**/*.test.ts"],
          globalSetup: ["test/support/built.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: expectation,
          retry,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/support/built.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: expectation,
          retry,
        },
      },
    ],
  },
});
