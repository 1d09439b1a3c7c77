/** Waits, half a minute at most, until something is as expected. */
export async function eventually<T>(look: () => Promise<T>, expected: T, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look().catch((error: Error) => error.message as unknown as T);
    if (JSON.stringify(seen) === JSON.stringify(expected) || Date.now() > end)
      return expect(seen).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
