import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DockerEnv } from "./docker-env";
import { dockerClient, type DockerClient } from "./docker-client";

/** All that is needed to create or remove a docker context. Plain data: it crosses a process border. */
export interface ContextSpec {
  readonly contextName: string;
  /** "project/stack/name" of the cluster it belongs to. */
  readonly owner: string;
  readonly dockerEnv: DockerEnv;
  /** Make it the current context, once. */
  readonly use: boolean;
}

/** Takes a line of progress. */
export type Report = (line: string) => void;

/**
 * Creates a context that points to the swarm, or updates the existing one.
 * @throws when there is no docker client, no manager to point to, or a context of that name that is not the owner's
 */
export async function ensureContext(spec: ContextSpec, report: Report): Promise<void> {
  const docker = dockerClient();
  const found = await docker.description(spec.contextName);
  if (found !== undefined && !(await isOwn(docker, found, spec))) throw new Error(foreignText(spec, found));
  if (spec.dockerEnv.DOCKER_HOST === "") {
    if (found === undefined)
      throw new Error(`Cannot create docker context ${spec.contextName}: ${noManager}`);
    return report(`not changed: ${noManager}`);
  }
  const unreadable = docker.readProblem(spec.dockerEnv.DOCKER_CERT_PATH);
  if (unreadable) throw new Error(`Cannot create docker context ${spec.contextName}: ${unreadable}`);
  const before = await takeCurrent(docker, spec, formerOf(found ?? ""));
  await docker.write(spec.contextName, found === undefined ? "create" : "update", {
    description: before === undefined ? mark(spec) : `${mark(spec)}${beforeIt}${before}`,
    endpoint: endpointOf(spec.dockerEnv),
  });
  // Last, since only an existing context can be current.
  if (before !== undefined && formerOf(found ?? "") === undefined) await docker.use(spec.contextName);
  report(`${found === undefined ? "created" : "up to date"}: ${spec.dockerEnv.DOCKER_HOST}`);
}

/**
 * Removes the context. If it is the current one, the one before it becomes current again, or else docker's default. An
 * absent context is no error, and one that is not the owner's stays.
 */
export async function removeContext(spec: ContextSpec, report: Report): Promise<void> {
  const docker = dockerClient();
  const found = await docker.description(spec.contextName);
  if (found === undefined) return report("absent, nothing to remove");
  if (!(await isOwn(docker, found, spec))) return report("not removed: it no longer belongs to this stack");
  if ((await docker.current()) === spec.contextName) await giveBack(docker, formerOf(found));
  await docker.remove(spec.contextName);
  report("removed");
}

/** The context to go back to on removal; undefined while the current one is not ours to change. */
async function takeCurrent(
  docker: DockerClient,
  spec: ContextSpec,
  former: string | undefined,
): Promise<string | undefined> {
  const current = await docker.current();
  if (spec.use) return former ?? (["", spec.contextName].includes(current) ? "default" : current);
  if (former !== undefined && current === spec.contextName) await giveBack(docker, former);
  return undefined;
}

async function giveBack(docker: DockerClient, former = "default"): Promise<void> {
  const exists = former === "default" || (await docker.description(former)) !== undefined;
  await docker.use(exists ? former : "default");
}

function endpointOf({ DOCKER_HOST, DOCKER_CERT_PATH }: DockerEnv): Record<string, string> {
  const file = (name: string) => join(DOCKER_CERT_PATH, name);
  return { host: DOCKER_HOST, ca: file("ca.pem"), cert: file("cert.pem"), key: file("key.pem") };
}

// A context has no field for its owner, so its description names it, and what was current before it.
const beforeIt = ", current before it: ";
const noManager = "no manager of the swarm answers; start one and run pulumi up again";

/** Two clones of a project may have stacks of the same name, so the folder is part of the mark. */
function mark({ owner }: ContextSpec): string {
  return `pulumi-docker-machine-swarm ${owner} in ${process.cwd()}`;
}

/** Also one from before this clone was moved: it names a folder that is gone, and leads to the same manager. */
async function isOwn(docker: DockerClient, description: string, spec: ContextSpec): Promise<boolean> {
  if (description === mark(spec) || description.startsWith(mark(spec) + beforeIt)) return true;
  const start = `pulumi-docker-machine-swarm ${spec.owner} in `;
  const [folder = ""] = description.slice(start.length).split(beforeIt);
  if (!description.startsWith(start) || existsSync(folder)) return false;
  return (await docker.host(spec.contextName)) === spec.dockerEnv.DOCKER_HOST;
}

/** The context that was current before ours; undefined if ours never became current. */
function formerOf(description: string): string | undefined {
  const at = description.lastIndexOf(beforeIt);
  return at < 0 ? undefined : description.slice(at + beforeIt.length);
}

function foreignText({ contextName }: ContextSpec, description: string): string {
  const whose = description === "" ? "has no description" : `says "${description}"`;
  return (
    `The docker context ${contextName} exists and was not created by this stack (it ${whose}). ` +
    `Next: set dockerContext to another name, or remove it: docker context rm ${contextName}`
  );
}
