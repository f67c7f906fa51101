/** Milliseconds of a clock that nobody sets. The global `performance` costs milliseconds when it is first touched. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
