const queues = new Map<string, Promise<unknown>>();

/**
 * Runs one piece of work at a time for each key, in the order asked. Role changes of one swarm go through it: Pulumi
 * calls the handlers of several nodes at once, and two demotions that are each safe may lose the quorum together.
 */
export function withLock<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  queues.set(
    key,
    mine.catch(() => undefined),
  );
  return mine;
}
