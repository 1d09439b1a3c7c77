/** What a probe saw: the value waited for, or why it is not there yet. */
export type Seen<T> =
  { readonly done: true; readonly value: T } | { readonly done: false; readonly seen: string };

/** One wait. */
export interface Wait<T> {
  /** What is waited for, to stand after "waiting for": "node2 to become a worker". */
  readonly what: string;
  readonly deadlineSeconds: number;
  /** Looks once. An error it throws ends the wait, unless `tolerate` accepts it. */
  readonly probe: () => Promise<Seen<T>>;
  /** Errors that count as "not yet". @default none */
  readonly tolerate?: (error: unknown) => boolean;
  /** Time between two looks, in milliseconds. @default 150 */
  readonly everyMs?: number;
}

/** A wait that ran into its deadline. */
export class WaitError extends Error {
  constructor(what: string, seconds: number, seen: string) {
    super(`gave up after ${seconds} s waiting for ${what}; last seen: ${seen}`);
    this.name = "WaitError";
  }
}

/** The value is there. */
export function found<T>(value: T): Seen<T> {
  return { done: true, value };
}

/** Not yet, and what there was instead. */
export function notYet(seen: string): Seen<never> {
  return { done: false, seen };
}

/**
 * Looks again and again until the probe finds what it looks for.
 * @throws WaitError at the deadline, saying what was last seen
 */
export async function waitFor<T>(wait: Wait<T>): Promise<T> {
  const deadline = Date.now() + wait.deadlineSeconds * 1000;
  for (;;) {
    const look = await lookOnce(wait);
    if (look.done) return look.value;
    if (Date.now() >= deadline) throw new WaitError(wait.what, wait.deadlineSeconds, look.seen);
    await pause(wait.everyMs ?? 150);
  }
}

async function lookOnce<T>(wait: Wait<T>): Promise<Seen<T>> {
  try {
    return await wait.probe();
  } catch (error) {
    if (!wait.tolerate?.(error)) throw error;
    return notYet(error instanceof Error ? error.message : String(error));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
