import { delimiter } from "node:path";
import { runOrThrow, type RunOptions, type RunResult } from "../../../lib/run";
import { which } from "../../../lib/which";

/**
 * Runs a tool of the operating system, by name, also where PATH leaves out the sbin folders (as `su` does).
 * @param options as for every command; nextStep ends the message of a failure
 * @throws when the tool is missing, fails or does not end before its deadline
 */
export function system(
  name: string,
  args: readonly string[],
  options: RunOptions & { readonly nextStep?: string } = {},
): Promise<RunResult> {
  return runOrThrow(findTool(name) ?? name, args, { ...options, env: systemEnvironment() });
}

/** Absolute path of a tool of the operating system; undefined where it is not installed. */
export function findTool(name: string): string | undefined {
  return which(name, { PATH: toolPath().join(delimiter) });
}

/** This process's environment, with the sbin folders on PATH and the messages of tools in English. */
export function systemEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: toolPath().join(delimiter), LC_ALL: "C" };
}

function toolPath(): string[] {
  const own = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...new Set([...own, "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"])];
}
