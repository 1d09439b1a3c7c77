const limitMs = 15 * 60_000;

/**
 * Lets virtual time run until a piece of work has ended, so that waits of minutes take no time.
 * Needs `jest.useFakeTimers()`.
 */
export async function elapse<T>(work: Promise<T>): Promise<T> {
  let ended = false;
  work.then(
    () => (ended = true),
    () => (ended = true),
  );
  const start = Date.now();
  while (!ended) {
    if (Date.now() - start > limitMs) throw new Error(`not ended after ${limitMs / 60_000} virtual minutes`);
    await jest.advanceTimersByTimeAsync(25);
  }
  return work;
}

/** Lets so many seconds of virtual time pass. */
export function seconds(count: number): Promise<void> {
  return jest.advanceTimersByTimeAsync(count * 1000);
}
