import { which } from "../../lib/which";
import { run, runOrThrow } from "../../lib/run";

/** What the docker client does with contexts. */
export interface DockerClient {
  /** Description of a context; undefined where there is no context of that name. */
  description(context: string): Promise<string | undefined>;
  /** Name of the context that is current when no variable chooses one; empty where that one is gone. */
  current(): Promise<string>;
  use(context: string): Promise<void>;
  write(context: string, verb: "create" | "update", args: ContextContent): Promise<void>;
  /** Removes a context, which must not be the current one. */
  remove(context: string): Promise<void>;
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
    current: async () => {
      const inspect = ["context", "inspect", "--format", "{{.Name}}"];
      const { code, stdout } = await run(file, inspect, { timeoutSeconds: 60, env: ownEnvironment() });
      return code === 0 ? stdout.trim() : "";
    },
    use: async (name) => void (await context("use", name)),
    write: async (name, verb, { description, endpoint }) =>
      void (await context(verb, `--description=${description}`, `--docker=${listOf(endpoint)}`, name)),
    remove: async (name) => void (await context("rm", name)),
  };
}

/** What `docker context inspect` prints of one context. */
interface Inspected {
  readonly Metadata: { readonly Description?: string };
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
