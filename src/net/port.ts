/** @throws RangeError unless it is a whole number from `min` to 65535 */
export function checkPort(port: number, min: 0 | 1): void {
  if (Number.isInteger(port) && port >= min && port <= 65_535) return;
  throw new RangeError(`A port is a whole number from ${min} to 65535, got ${port}`);
}
