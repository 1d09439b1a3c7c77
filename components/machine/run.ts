import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";

/** How a command is run. */
export interface RunOptions {
  /** Text for the command's standard input. @default none: the input is closed */
  readonly input?: string;
  /** The command's whole environment. @default this process's own */
  readonly env?: NodeJS.ProcessEnv;
  /** Deadline in seconds; then the command and all it started are ended. @default 600 */
  readonly timeoutSeconds?: number;
  /** Called with each line of output and of errors as it comes. @default nothing is called */
  readonly onLine?: (line: string) => void;
}

/** What a command left behind. */
export interface RunResult {
  /** Exit code; 128 and more where a signal ended the command. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command, without a shell and in a process group of its own. The whole group ends with the deadline, when this
 * process gets SIGINT, SIGTERM or SIGHUP, and when this process is killed outright.
 * @throws when the command cannot be started or does not end before its deadline; not for an exit code
 */
export async function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(file, args, {
    env: options.env ?? process.env,
    detached: process.platform !== "win32",
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const stdout = collect(child.stdout, options.onLine);
  const stderr = collect(child.stderr, options.onLine);
  // A command that does not read its input is no fault of ours.
  child.stdin?.on("error", () => undefined).end(options.input);
  const release = guard(child);
  try {
    const code = await ended(child, file, args, options.timeoutSeconds ?? 600, () =>
      lastLines(stderr(), stdout()),
    );
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    release();
  }
}

/**
 * Like run, for a command that has to succeed.
 * @throws also for an exit code that is not 0: names the command, the code and the last lines of its errors
 */
export async function runOrThrow(
  file: string,
  args: readonly string[],
  options: RunOptions & {
    /** What the reader of the error should do. @default nothing is suggested */ readonly nextStep?: string;
  } = {},
): Promise<RunResult> {
  const result = await run(file, args, options);
  if (result.code === 0) return result;
  const next = options.nextStep ? `\nNext: ${options.nextStep}` : "";
  const said = lastLines(result.stderr, result.stdout);
  throw new Error(`${commandText(file, args)} failed with exit code ${result.code}: ${said}${next}`);
}

/** Text of a command for messages: values of flags that sound secret are left out. */
export function commandText(file: string, args: readonly string[]): string {
  const secret = /^(--?[^=]*(?:password|passphrase|secret|token|access-key|api-key|credential)[^=]*=).+/is;
  return [basename(file), ...args.map((arg) => arg.replace(secret, "$1***"))].join(" ");
}

function collect(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): () => string {
  let text = "";
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    text += chunk;
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    lines.forEach((line) => onLine?.(line));
  });
  stream?.on("end", () => rest && onLine?.(rest));
  return () => text;
}

function ended(
  child: ChildProcess,
  file: string,
  args: readonly string[],
  seconds: number,
  lastSeen: () => string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      endGroup(child);
    }, seconds * 1000);
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(deadline);
      if (late)
        reject(new Error(`${commandText(file, args)} did not end within ${seconds} s: ${lastSeen()}`));
      else resolve(code ?? 128 + (signalNumbers[signal as string] ?? 0));
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline);
      const reason = error.code === "ENOENT" ? "not found" : error.message;
      reject(new Error(`Cannot run ${file}: ${reason}`, { cause: error }));
    });
    child.once("close", finish);
    // What the command left running may hold its output open: a second after its end is enough for the last lines.
    child.once("exit", () => {
      const enough = () => [child.stdout, child.stderr].forEach((stream) => stream?.destroy());
      child.once("close", () => clearTimeout(last));
      const last = setTimeout(enough, 1000);
    });
  });
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const living = new Set<ChildProcess>();

/** Ties a command's life to ours; the returned function unties it. */
function guard(child: ChildProcess): () => void {
  if (living.size === 0) endSignals.forEach((signal) => process.on(signal, onEndSignal));
  living.add(child);
  const watch = watchParent(child);
  return () => {
    living.delete(child);
    watch?.stdin?.end("done\n");
    if (living.size === 0) endSignals.forEach((signal) => process.off(signal, onEndSignal));
  };
}

// A killed process cannot clean up, so a tiny shell does: its input ends when we do. Windows ends children by itself.
function watchParent(child: ChildProcess): ChildProcess | undefined {
  if (process.platform === "win32" || child.pid === undefined) return undefined;
  const text =
    'read -r word && exit; kill -s TERM -- "-$1"; n=0; ' +
    'while [ $n -lt 30 ] && kill -s 0 -- "-$1"; do sleep 0.1; n=$((n+1)); done; kill -s KILL -- "-$1"';
  const watch = spawn("/bin/sh", ["-c", text, "guard", String(child.pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watch.on("error", () => undefined).unref();
  watch.stdin.on("error", () => undefined);
  return watch;
}

/** Ends all commands, then lets the signal do to us what it would have done, unless somebody else listens to it. */
function onEndSignal(signal: NodeJS.Signals): void {
  const children = [...living];
  void Promise.all(children.map((child) => endGroup(child))).then(() => {
    endSignals.forEach((name) => process.off(name, onEndSignal));
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}

/** SIGTERM for the group, SIGKILL for what is left of it after 3 s; resolves when the group is gone. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    const killer = spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { windowsHide: true });
    await once(killer, "close").catch(() => child.kill());
    return;
  }
  const deadline = Date.now() + 3000;
  signalGroup(child.pid, "SIGTERM");
  while (signalGroup(child.pid, 0) && Date.now() < deadline)
    await new Promise((wake) => setTimeout(wake, 50));
  signalGroup(child.pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function lastLines(stderr: string, stdout: string): string {
  const text = stderr.trim() || stdout.trim() || "it printed nothing";
  return text.split(/\r?\n/).slice(-5).join("\n");
}
