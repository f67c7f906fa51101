/** Runs until the work is done or a signal asks for the end, whichever comes first. @throws the signal's reason */
export async function untilInterrupted(signal: AbortSignal, work: () => Promise<number>): Promise<number> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  interrupted.catch(() => undefined);
  try {
    return await Promise.race([work(), interrupted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
