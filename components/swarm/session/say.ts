import { redact } from "../../engine/errors";

/** Prints one line about a node or a swarm for the person who watches the run: `[node2] joined as worker (1.3 s)`. */
export function say(subject: string, text: string): void {
  console.log(`[${subject}] ${redact(text)}`);
}

/** Starts a stopwatch; the returned function gives the time since, as "(1.3 s)". */
export function stopwatch(): () => string {
  const start = Date.now();
  return () => `(${((Date.now() - start) / 1000).toFixed(1)} s)`;
}

const everySeconds = 15;

/** Says every 15 seconds, while a piece of work goes on, what is waited for: `[node2] waiting for ... (15 s)`. */
export async function sayWhile<T>(subject: string, what: string, work: () => Promise<T>): Promise<T> {
  let waited = 0;
  const timer = setInterval(() => {
    waited += everySeconds;
    say(subject, `waiting for ${what} (${waited} s)`);
  }, everySeconds * 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
