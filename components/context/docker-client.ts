import { homedir } from "node:os";
import { isAbsolute, relative } from "node:path";
import { realPath } from "../../lib/real-path";
import { which } from "../../lib/which";
import { run, runOrThrow } from "../../lib/run";

/** What the docker client does with contexts. */
export interface DockerClient {
  /** Description of a context; undefined where there is no context of that name. */
  description(context: string): Promise<string | undefined>;
  /** Address of the engine that a context leads to; empty where it has none. */
  host(context: string): Promise<string>;
  /** Name of the context that is current when no variable chooses one; empty where that one is gone. */
  current(): Promise<string>;
  use(context: string): Promise<void>;
  write(context: string, verb: "create" | "update", args: ContextContent): Promise<void>;
  /** Removes a context, which must not be the current one. */
  remove(context: string): Promise<void>;
  /** Why the client cannot read the files of a folder; undefined where nothing is known that keeps it from that. */
  readProblem(folder: string): string | undefined;
}

/** What a context holds. */
export interface ContextContent {
  readonly description: string;
  /** The keys of `docker context create --docker`. */
  readonly endpoint: Readonly<Record<string, string>>;
}

/**
 * The docker client on PATH.
 * @throws when there is none
 */
export function dockerClient(): DockerClient {
  const file = which("docker");
  if (!file) {
    throw new Error(
      "A docker context needs the docker client, which is not on PATH: install docker-cli, or leave dockerContext empty.",
    );
  }
  const context = async (...args: string[]) => {
    const options = { timeoutSeconds: 60, env: ownEnvironment() };
    return (await runOrThrow(file, ["context", ...args], options)).stdout;
  };
  return {
    description: async (name) => {
      // The list tells a missing context from a broken one; `inspect` does so in the text of its error only.
      const names = (await context("ls", "--quiet")).split(/\r?\n/);
      if (!names.includes(name)) return undefined;
      const [found] = JSON.parse(await context("inspect", name)) as Inspected[];
      return found.Metadata.Description ?? "";
    },
    host: async (name) => {
      const [found] = JSON.parse(await context("inspect", name)) as Inspected[];
      return found.Endpoints?.docker?.Host ?? "";
    },
    current: async () => {
      const inspect = ["context", "inspect", "--format", "{{.Name}}"];
      const { code, stdout } = await run(file, inspect, { timeoutSeconds: 60, env: ownEnvironment() });
      return code === 0 ? stdout.trim() : "";
    },
    use: async (name) => void (await context("use", name)),
    write: async (name, verb, { description, endpoint }) =>
      void (await context(verb, `--description=${description}`, `--docker=${listOf(endpoint)}`, name)),
    remove: async (name) => void (await context("rm", name)),
    readProblem: (folder) => snapProblem(file, folder),
  };
}

/**
 * Why a docker client that is a snap cannot read the files of a folder; undefined where it can, and for other clients. Snaps
 * may only read what lies in the person's home and in no hidden folder there.
 * @param file path of the client, as found on PATH
 * @param folder absolute path
 */
export function snapProblem(file: string, folder: string, home: string = homedir()): string | undefined {
  if (![file, realPath(file)].some((path) => path.includes("/snap/") || path.endsWith("/snap")))
    return undefined;
  const path = relative(home, folder);
  const isOutside = path.startsWith("..") || isAbsolute(path);
  if (!isOutside && !path.startsWith(".")) return undefined;
  const where = isOutside ? "outside of your home" : "in a hidden folder of your home";
  return (
    `${file} is a snap, and cannot read ${folder}, which lies ${where}: install the docker client as a package ` +
    "(docker-ce-cli, or docker-cli of your distribution), leave dockerContext empty, or create the cluster with " +
    '"directory" set to a folder of your home that is not hidden'
  );
}

/** What `docker context inspect` prints of one context. */
interface Inspected {
  readonly Metadata: { readonly Description?: string };
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/** Without what would choose a context for this process only. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const none = undefined;
  const chosen = { DOCKER_HOST: none, DOCKER_CONTEXT: none, DOCKER_TLS_VERIFY: none, DOCKER_CERT_PATH: none };
  return { ...process.env, ...chosen };
}

/** A list as docker reads it: one line of comma-separated values, each quoted, since paths may hold commas. */
function listOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `"${key}=${value.replaceAll('"', '""')}"`)
    .join(",");
}
