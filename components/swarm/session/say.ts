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
