import { spawnSync } from "node:child_process";
import { which } from "../../../lib/which";

/** What this computer can run machines with, as far as "auto" chooses by it. */
export interface Computer {
  readonly platform: NodeJS.Platform;
  /** Processor, as Node.js names it: "x64", "arm64". */
  readonly arch: string;
  readonly isRoot: boolean;
  /** Finds a program on PATH. */
  readonly onPath: (name: string) => string | undefined;
  /** Whether a Docker Engine with Linux containers answers to this user. */
  readonly hasEngine: () => boolean;
  /** Whether this user may use Hyper-V, and it has a virtual switch. */
  readonly hasHypervSwitch: () => boolean;
}

/** The computer that this runs on. It is looked at once in a process, and only where the answer matters. */
export const thisComputer: Computer = {
  platform: process.platform,
  arch: process.arch,
  isRoot: process.getuid?.() === 0,
  onPath: which,
  hasEngine: once(() => {
    const asked = ["version", "--format", "{{.Server.Os}}"];
    return which("docker") !== undefined && output("docker", asked).trim() === "linux";
  }),
  // Only administrators and Hyper-V administrators get an answer, and only where Hyper-V is switched on.
  hasHypervSwitch: once(() => {
    const asked = ["-NoProfile", "-NonInteractive", "-Command", "(Get-VMSwitch | Measure-Object).Count"];
    return process.platform === "win32" && Number(output("powershell", asked)) > 0;
  }),
};

// An engine that is just starting does not answer at once; one that hangs must not hold up a preview.
const LOOK_MS = 5000;

function output(program: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: LOOK_MS,
    windowsHide: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout : "";
}

function once<T>(look: () => T): () => T {
  let seen: { readonly value: T } | undefined;
  return () => (seen ??= { value: look() }).value;
}
