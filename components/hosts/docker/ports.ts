import { createServer } from "node:net";

// Below the ranges from which systems take ports for outgoing connections: Linux from 32768, Windows and macOS 49152.
const FIRST = 20000;
const LAST = 31999;

/**
 * Free ports on this computer's 127.0.0.1.
 * @param count how many
 * @param taken ports that may be free at the moment but are somebody's: those of hosts that are off
 * @param isFree looks at one port; for tests
 * @param start where to begin; for tests. @default anywhere, so that two that choose at once do not meet
 * @throws when there are not so many
 */
export async function choosePorts(
  count: number,
  taken: ReadonlySet<number>,
  isFree: (port: number) => Promise<boolean> = isFreePort,
  start = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1)),
): Promise<number[]> {
  const chosen: number[] = [];
  for (let step = 0; step <= LAST - FIRST && chosen.length < count; step++) {
    const port = FIRST + ((start - FIRST + step) % (LAST - FIRST + 1));
    if (!taken.has(port) && (await isFree(port))) chosen.push(port);
  }
  if (chosen.length === count) return chosen;
  throw new Error(
    `Fewer than ${count} ports between ${FIRST} and ${LAST} are free on 127.0.0.1: end what uses them.`,
  );
}

/** Whether nobody listens on a port of 127.0.0.1, nor on it of all addresses. */
export function isFreePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
