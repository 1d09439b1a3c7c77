import { run, runOrThrow, type RunOptions, type RunResult } from "../../../lib/run";

/** Which engine: a docker context by name, or its address where the context is only the environment's. */
export interface EngineChoice {
  readonly context?: string;
  readonly host?: string;
}

/** How the docker CLI is run. */
export type DockerOptions = RunOptions & {
  /** What the reader of an error should do. @default nothing is suggested */
  readonly nextStep?: string;
};

/** What `docker info` says of an engine, as far as hosts depend on it. */
export interface EngineFacts {
  /** What it runs on: "Docker Desktop", "Debian GNU/Linux 12 (bookworm)". */
  readonly system: string;
  /** "linux" or "windows": of the containers, not of this computer. */
  readonly type: string;
  /** "x86_64" or "aarch64". */
  readonly architecture: string;
  readonly kernel: string;
  readonly version: string;
  /** Version of the control groups, 1 or 2. */
  readonly cgroupVersion: number;
  /** Megabytes of memory of the computer, or virtual machine, that the engine runs on. */
  readonly memoryMb: number;
  readonly cpus: number;
  /** Whether it runs without root: its containers cannot have a system of their own then. */
  readonly isRootless: boolean;
}

/**
 * Runs the docker CLI against an engine, without a shell.
 * @throws when it is missing, fails or does not end before its deadline
 */
export function docker(
  engine: EngineChoice,
  args: readonly string[],
  options: DockerOptions = {},
): Promise<RunResult> {
  return runOrThrow("docker", [...engineFlags(engine), ...args], { ...options, env: dockerEnvironment() });
}

/** The same for a command that may fail: gives its exit code. */
export function tryDocker(
  engine: EngineChoice,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return run("docker", [...engineFlags(engine), ...args], { ...options, env: dockerEnvironment() });
}

/**
 * The engine that a docker context, or the current one, leads to. It is named in full, so that later it is found also
 * when the person has made another context the current one, such as that of the swarm itself.
 * @param context name of a docker context; undefined for the current one
 * @throws when there is no docker CLI, or no such context
 */
export async function findEngine(
  context: string | undefined,
): Promise<EngineChoice & { readonly endpoint: string }> {
  const { stdout } = await runOrThrow("docker", ["context", "inspect", ...(context ? [context] : [])], {
    nextStep: context ? 'list the contexts with "docker context ls"' : "install Docker, and start it",
  });
  const [found] = JSON.parse(stdout) as [{ Name: string; Endpoints: { docker: { Host: string } } }];
  const endpoint = found.Endpoints.docker.Host;
  return found.Name === "default" ? { host: endpoint, endpoint } : { context: found.Name, endpoint };
}

/**
 * Asks an engine what it is.
 * @throws when it does not answer
 */
export async function engineFacts(engine: EngineChoice): Promise<EngineFacts> {
  const { stdout } = await docker(engine, ["info", "--format", "{{json .}}"], {
    timeoutSeconds: 30,
    nextStep: "start Docker (Docker Desktop, or the service docker), and see that you may use it",
  });
  return parseFacts(JSON.parse(stdout) as EngineInfo);
}

/** The part of `docker info` that is read. */
export interface EngineInfo {
  readonly OperatingSystem?: string;
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly KernelVersion?: string;
  readonly ServerVersion?: string;
  readonly CgroupVersion?: string;
  readonly MemTotal?: number;
  readonly NCPU?: number;
  readonly SecurityOptions?: readonly string[];
  /** Why the engine does not answer: the CLI itself ends well in some versions. */
  readonly ServerErrors?: readonly string[];
}

/** @throws when the answer is only that of the CLI, and no engine's */
export function parseFacts(info: EngineInfo): EngineFacts {
  if (!info.ServerVersion)
    throw new Error(
      `The Docker Engine does not answer: ${info.ServerErrors?.join("; ") || "no reason given"}`,
    );
  return {
    system: info.OperatingSystem ?? "unknown",
    type: info.OSType ?? "linux",
    architecture: info.Architecture ?? "unknown",
    kernel: info.KernelVersion ?? "unknown",
    version: info.ServerVersion,
    cgroupVersion: Number(info.CgroupVersion ?? "1"),
    memoryMb: Math.floor((info.MemTotal ?? 0) / 2 ** 20),
    cpus: info.NCPU ?? 1,
    isRootless: (info.SecurityOptions ?? []).some((option) => option.includes("name=rootless")),
  };
}

/** Flags of the docker CLI that lead to an engine. */
export function engineFlags({ context, host }: EngineChoice): string[] {
  return context ? ["--context", context] : host ? ["--host", host] : [];
}

/** This process's environment without what would lead the CLI to another engine; its messages in English. */
function dockerEnvironment(): NodeJS.ProcessEnv {
  const others = ["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_MACHINE_NAME"];
  return { ...process.env, LC_ALL: "C", ...Object.fromEntries(others.map((name) => [name, undefined])) };
}
