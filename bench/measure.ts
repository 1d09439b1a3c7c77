import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one action took. */
export interface Cost {
  /** Seconds from its start to its end. */
  readonly wall: number;
  /** Seconds of processor time of the programs that it ran; what runs on hosts is not counted. */
  readonly cpu: number;
  /** Most memory of all these programs together in MB: shared pages are shared out among them. Sampled 5 times a second. */
  readonly memory: number;
}

/** Where a program runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program and returns what it printed. */
export type RunProgram = (program: string, args: readonly string[], options?: RunOptions) => Promise<string>;

/**
 * Measures a piece of work.
 * @param work runs all its programs by the function that it gets
 * @throws what the work throws
 */
export async function measure(work: (run: RunProgram) => Promise<unknown>): Promise<Cost> {
  const running = new Set<number>();
  const own = process.cpuUsage();
  const start = process.hrtime.bigint();
  let [cpu, memory] = [0, 0];
  const sampler = setInterval(() => (memory = Math.max(memory, memoryOf(running))), 200);
  try {
    await work(async (program, args, options) => {
      const ran = await runTimed(program, args, options ?? {}, running);
      cpu += ran.cpu;
      return ran.stdout;
    });
    const wall = Number(process.hrtime.bigint() - start) / 1e9;
    const { user, system } = process.cpuUsage(own);
    return { wall, cpu: cpu + (user + system) / 1e6, memory };
  } finally {
    clearInterval(sampler);
  }
}

let runs = 0;

/** A shell tells what all programs under it used, in times(2)'s own words. */
function runTimed(
  program: string,
  args: readonly string[],
  options: RunOptions,
  running: Set<number>,
): Promise<{ stdout: string; cpu: number }> {
  const file = join(tmpdir(), `bench-${process.pid}-${++runs}`);
  const script = `"$@"; code=$?; times >"${file}"; exit $code`;
  return new Promise((resolve, reject) => {
    const all = ["-c", script, "sh", program, ...args];
    const child = execFile("sh", all, { ...options, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      running.delete(child.pid!);
      if (error)
        return reject(
          new Error(`${program} ${args.join(" ")} ended with ${error.code}:\n${stdout}${stderr}`),
        );
      const cpu = secondsOf(readFileSync(file, "utf8"));
      rmSync(file);
      resolve({ stdout, cpu });
    });
    if (child.pid) running.add(child.pid);
  });
}

/** "0m0.020000s 0m0.010000s", of the shell and of what it ran. */
function secondsOf(times: string): number {
  const all = [...times.matchAll(/(\d+)m([\d.]+)s/g)];
  return all.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

/** MB of processes and all under them, without what runs in containers. */
function memoryOf(roots: ReadonlySet<number>): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const stat = attempt(() => readFileSync(`/proc/${name}/stat`, "utf8"));
    if (stat) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const isUnder = (pid: number): boolean =>
    roots.has(pid) || (parents.has(pid) && isUnder(parents.get(pid)!));
  const here = readlinkSync("/proc/self/ns/pid");
  const isHere = (pid: number) => attempt(() => readlinkSync(`/proc/${pid}/ns/pid`)) === here;
  const pids = [...parents.keys()].filter((pid) => isUnder(pid) && isHere(pid));
  return pids.reduce((sum, pid) => sum + shareOf(pid), 0) / 1024;
}

function shareOf(pid: number): number {
  const text = attempt(() => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(/^Pss:\s+(\d+)/m.exec(text ?? "")?.[1] ?? 0);
}

/** A process may end while it is looked at. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
