import { expect, it } from "vitest";
import { deferred, Moment, orAborted, settlesWithin } from "../../../src/engine/deferred.ts";

it("a deferred promise resolves when told", async () => {
  const { promise, resolve } = deferred();
  let settled = false;
  void promise.then(() => (settled = true));
  await Promise.resolve();
  expect(settled).toBe(false);
  resolve();
  resolve();
  await promise;
});

it("a moment is told to who asks before it comes and after", async () => {
  const moment = new Moment();
  const { promise } = moment;
  let settled = false;
  void promise.then(() => (settled = true));
  await Promise.resolve();
  expect(settled).toBe(false);
  moment.resolve();
  moment.resolve();
  await promise;
  await moment.promise;
  const unasked = new Moment();
  unasked.resolve();
  await unasked.promise;
});

it.each([
  ["a resolved promise", Promise.resolve(), true],
  ["a promise that never settles", new Promise<void>(() => undefined), false],
])("%s settles within 10 ms: %s", async (_name, promise, wanted) => {
  expect(await settlesWithin(promise, 10)).toBe(wanted);
});

it("a rejection counts as settled and is not thrown", async () => {
  expect(await settlesWithin(Promise.reject(new Error("planted")), 10_000)).toBe(true);
});

it("orAborted is the promise, unless the signal aborts first", async () => {
  const abort = new AbortController();
  await orAborted(Promise.resolve(), abort.signal);
  await expect(orAborted(Promise.reject(new Error("own")), abort.signal)).rejects.toThrow("own");
  const waiting = orAborted(new Promise(() => undefined), abort.signal);
  abort.abort(new Error("reason"));
  await expect(waiting).rejects.toThrow("reason");
  await expect(orAborted(Promise.reject(new Error("own")), abort.signal)).rejects.toThrow();
});
