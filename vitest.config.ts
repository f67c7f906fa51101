import { defineConfig } from "vitest/config";

// Pure tests share one process per worker (they hold no state); tests that open sockets or browsers are isolated by file.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    projects: [
      { test: { name: "unit", include: ["test/{arch,unit}/**/*.test.{ts,tsx}"], isolate: false, testTimeout: 20_000 } },
      { test: { name: "property", include: ["test/property/**/*.test.ts"], isolate: false, testTimeout: 60_000 } },
      {
        test: {
          name: "interop",
          include: ["test/interop/**/*.test.ts"],
          globalSetup: ["test/support/built.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/support/built.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
