import type { Reporter, TestCase } from "vitest/node";

/** Names at the end the tests that passed only when tried again: none of them may be forgotten. */
export default class SecondTries implements Reporter {
  readonly #names: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const tries = test.diagnostic()?.retryCount ?? 0;
    if (tries > 0 && test.ok()) this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    if (this.#names.length > 0) console.log(`\nPassed on a second try:\n  ${this.#names.join("\n  ")}\n`);
  }
}
