import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { bootCommand } from "./boot";
import { docker, tryDocker, type EngineChoice } from "./engine";
import { limitArguments, type Limits } from "./limits";
import { publicKeyFile, type HostNote } from "./notes";
import {
  CONFIGURATION_LABEL,
  hostLabels,
  labelArgument,
  PORTS_LABEL,
  type HostPlace,
  type Place,
} from "./place";
import type { DockerHostSpec } from "./spec";

/** A host's container as the engine has it. */
export interface Container {
  readonly isRunning: boolean;
  /** What it was created from: a hash. */
  readonly configuration: string;
  readonly limits: Limits;
}

/** The container of a host; undefined where there is none. */
export async function findContainer(engine: EngineChoice, host: HostPlace): Promise<Container | undefined> {
  const { code, stdout } = await tryDocker(engine, ["container", "inspect", host.container]);
  if (code !== 0) return undefined;
  const [{ State, Config, HostConfig }] = JSON.parse(stdout) as [Inspected];
  const { Memory = 0, NanoCpus = 0 } = HostConfig;
  return {
    isRunning: State.Running,
    configuration: Config.Labels[CONFIGURATION_LABEL] ?? "",
    limits: { memory: Math.floor(Memory / 2 ** 20), cpus: NanoCpus / 1e9 },
  };
}

interface Inspected {
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: { readonly Memory?: number; readonly NanoCpus?: number };
}

/**
 * Creates and starts the container of a host, on the disk it has, else on a new one. The engine starts it again after a
 * restart of its own, unless somebody stopped it.
 * @throws when the engine refuses: a port that is taken, too much memory
 */
export async function createContainer(
  engine: EngineChoice,
  place: Place,
  host: HostPlace,
  order: ContainerOrder,
): Promise<void> {
  for (const volume of volumesOf(host))
    await docker(engine, ["volume", "create", ...hostLabels(place, host), volume.name]);
  const result = await tryDocker(engine, containerArguments(place, host, order));
  if (result.code === 0) return;
  await tryDocker(engine, ["container", "rm", "--force", host.container]);
  throw startError(host, order.note, result.stderr);
}

/** All that a container is created from. */
export interface ContainerOrder {
  readonly spec: DockerHostSpec;
  readonly note: HostNote;
  /** Name of the image. */
  readonly image: string;
  /** The public SSH key that is let in. */
  readonly publicKey: string;
  /** The engine's version of the control groups. */
  readonly cgroupVersion: number;
}

/** Arguments that create and start the container of a host. */
export function containerArguments(
  place: Place,
  host: HostPlace,
  { spec, note, image, publicKey, cgroupVersion }: ContainerOrder,
): string[] {
  const ports = [`127.0.0.1:${note.sshPort}:22`, `127.0.0.1:${note.enginePort}:${note.enginePort}`];
  const { publish = [] } = spec.options ?? {};
  const own = publish.map((port) => `127.0.0.1:${port}`);
  return [
    ...["run", "--detach", "--name", host.container, "--hostname", host.name],
    ...hostLabels(place, host),
    ...labelArgument(PORTS_LABEL, `${note.sshPort},${note.enginePort}`),
    ...labelArgument(CONFIGURATION_LABEL, configurationOf(spec, note)),
    ...["--network", place.network, "--ip", note.address],
    ...[...ports, ...own].flatMap((port) => ["--publish", port]),
    ...[...note.rights, "--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
    ...(cgroupVersion === 2 ? ["--cgroupns", "private"] : []),
    ...["--tmpfs", "/run:exec", "--tmpfs", "/run/lock", "--tmpfs", "/tmp:exec"],
    ...volumesOf(host).flatMap(({ name, path }) => ["--volume", `${name}:${path}`]),
    ...["--env", "container=docker", "--stop-signal", "SIGRTMIN+3", "--restart", "unless-stopped"],
    ...limitArguments(spec.options ?? {}),
    image,
    ...bootCommand(host.container, publicKey),
  ];
}

/** A hash of what a container cannot change while it exists. Not of the image of this project: its hosts keep theirs. */
export function configurationOf(spec: DockerHostSpec, note: HostNote): string {
  const { image, publish } = spec.options ?? {};
  const { sshPort, enginePort, network, address } = note;
  const all = { image, publish, sshPort, enginePort, network, address };
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 12);
}

/**
 * The disk of a host: it outlives the container. Images and containers must not lie on the container's own overlay, and
 * what docker-machine and the first boot wrote is in /etc. Engines from version 29 on keep images in containerd.
 */
export function volumesOf(host: HostPlace): { readonly name: string; readonly path: string }[] {
  const paths = { etc: "/etc", docker: "/var/lib/docker", containerd: "/var/lib/containerd" };
  return Object.entries(paths).map(([name, path]) => ({ name: `${host.container}-${name}`, path }));
}

/** The last lines a host printed, for messages. */
export async function consoleTail(engine: EngineChoice, host: HostPlace): Promise<string> {
  const { stdout, stderr } = await tryDocker(engine, ["logs", "--tail", "5", host.container]);
  return `${stdout}${stderr}`.trim() || "it printed nothing";
}

/** The public key that hosts of a folder let in. */
export async function readPublicKey(place: Place): Promise<string> {
  return (await readFile(publicKeyFile(place), "utf8")).trim();
}

function startError(host: HostPlace, note: HostNote, stderr: string): Error {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  const taken = /port is already allocated|address already in use|ports are not available/i.test(said);
  const next = taken
    ? `end what listens on port ${note.sshPort}, ${note.enginePort} or a port of the option publish, and run again`
    : "mend this in the Docker Engine, and run again";
  return new Error(`The container of host "${host.name}" does not start: ${said}\nNext: ${next}.`);
}
