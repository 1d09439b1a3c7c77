import { readdirSync, readFileSync } from "node:fs";

/** Ids of this computer's processes. */
export function processIds(): string[] {
  return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
}

/** A process's command line; empty when it has ended. */
export function commandLine(pid: string): string {
  return processFile(pid, "cmdline").replaceAll("\0", " ");
}

/** Command lines of this computer's processes that name a path. */
export function processesNaming(path: string): string[] {
  return processIds()
    .map(commandLine)
    .filter((line) => line.includes(path));
}

/** Ids of the processes below one, its children's children too, with a word in their command lines. */
export function descendantsOf(pid: string | number, word: string): string[] {
  const children = processIds().filter((each) => parentOf(each) === String(pid));
  return children.flatMap((each) => [
    ...(commandLine(each).includes(word) ? [each] : []),
    ...descendantsOf(each, word),
  ]);
}

/** What Linux says of a process in one of its files below /proc; empty when the process has ended. */
export function processFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}

function parentOf(pid: string): string | undefined {
  return /\) . (\d+)/.exec(processFile(pid, "stat"))?.[1];
}

/** Looks every 20 ms for texts in the command lines and environments of all other processes; stop() tells who had one. */
export function watchProcesses(texts: readonly string[]): { stop: () => string[] } {
  const found = new Set<string>();
  const look = () => {
    for (const pid of processIds().filter((each) => each !== String(process.pid))) {
      const seen = processFile(pid, "cmdline") + processFile(pid, "environ");
      if (texts.some((text) => seen.includes(text))) found.add(commandLine(pid).slice(0, 100));
    }
  };
  const timer = setInterval(look, 20);
  return {
    stop: () => {
      clearInterval(timer);
      return [...found];
    },
  };
}
