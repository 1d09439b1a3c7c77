import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { runOrThrow } from "../../../lib/run";
import { ensureBase } from "../local/base";
import { baseFolder } from "../local/registry";
import { dockerfile, recipeHash } from "./dockerfile";
import { docker, findEngine, tryDocker, type EngineChoice } from "./engine";
import type { Report } from "../host";

/** Name of this project's images of hosts in an engine; the tag carries a hash of the recipe. */
export const IMAGE_NAME = "pulumi-docker-machine-swarm/host";

// For a slow network: what it does is on the screen.
const BUILD_SECONDS = 1800;

/**
 * The image of the hosts in an engine: the one that was asked for, else one of this project's own. That is built once,
 * from Debian's official image where a registry answers (1 to 2 minutes), else on Linux from the base that the local
 * hosts share (10 seconds).
 * @param wanted image as configured; the engine pulls it where it is missing
 * @param report gets the lines of the build
 * @returns name of the image
 * @throws when it can be built neither way: with both reasons
 */
export async function ensureImage(
  engine: EngineChoice,
  wanted: string | undefined,
  report: Report,
): Promise<string> {
  if (wanted) return pullMissing(engine, wanted, report);
  const [built, imported] = imageNames();
  for (const name of [built, imported]) if (await hasImage(engine, name)) return name;
  report("building the image of the hosts, once: 1 to 2 minutes");
  const failure = await build(engine, built, report);
  if (failure === undefined) return built;
  if (process.platform !== "linux" || (process.getuid?.() !== 0 && !existsSync(baseFolder())))
    throw new Error(
      `The image of the hosts cannot be built: ${failure}\nNext: see that the Docker Engine reaches a registry ` +
        "(docker pull debian:trixie-slim), or set the driver option image to an image with systemd, sshd and Docker.",
    );
  report(`no registry answers (${failure}): taking the base of the local hosts`);
  await importBase(engine, imported, report);
  return imported;
}

/**
 * Removes this project's images from the current engine; the next host builds them again.
 * @returns their names
 * @throws when the engine does not answer, or a container uses one of them
 */
export async function removeHostImages(): Promise<string[]> {
  const engine = await findEngine(undefined);
  const names = await listImages(engine);
  const nextStep = "remove the hosts first (pulumi destroy)";
  if (names.length > 0) await docker(engine, ["image", "rm", ...names], { nextStep });
  return names;
}

/** Names of this project's images in an engine. */
export async function listImages(engine: EngineChoice): Promise<string[]> {
  const { stdout } = await docker(engine, [
    "image",
    "ls",
    "--format",
    "{{.Repository}}:{{.Tag}}",
    IMAGE_NAME,
  ]);
  return stdout.split(/\s+/).filter(Boolean);
}

/** Names that the image has by the recipe that it was built from: Debian's official image, or the local hosts' base. */
export function imageNames(): [string, string] {
  return [
    `${IMAGE_NAME}:debian-${recipeHash(dockerfile())}`,
    `${IMAGE_NAME}:base-${recipeHash(basename(baseFolder()))}`,
  ];
}

async function hasImage(engine: EngineChoice, name: string): Promise<boolean> {
  return (await tryDocker(engine, ["image", "inspect", "--format", "{{.Id}}", name])).code === 0;
}

async function pullMissing(engine: EngineChoice, name: string, report: Report): Promise<string> {
  if (await hasImage(engine, name)) return name;
  report(`pulling ${name}`);
  await docker(engine, ["pull", "--quiet", name], { timeoutSeconds: BUILD_SECONDS });
  return name;
}

/** @returns why it failed; undefined where it did not */
async function build(engine: EngineChoice, name: string, report: Report): Promise<string | undefined> {
  const args = ["build", "--tag", name, "-"];
  const onLine = (line: string) => /^(Step|#\d+ \[)/.test(line) && report(line);
  const options = { input: dockerfile(), timeoutSeconds: BUILD_SECONDS, onLine };
  const { code, stdout, stderr } = await tryDocker(engine, args, options);
  if (code === 0) return undefined;
  const said = (stderr.trim() || stdout.trim()).split("\n");
  return said.at(-1) ?? `exit code ${code}`;
}

async function importBase(engine: EngineChoice, name: string, report: Report): Promise<void> {
  const base = await ensureBase(report);
  await mkdir(dirname(base), { recursive: true });
  const folder = await mkdtemp(join(dirname(base), "image-"));
  const archive = join(folder, "base.tar");
  try {
    const what = [
      "--create",
      "--numeric-owner",
      "--one-file-system",
      "--directory",
      base,
      "--file",
      archive,
      ".",
    ];
    await runOrThrow("tar", what, { nextStep: "run this once as root, who may read the whole base" });
    await docker(engine, ["import", "--change", "ENV container=docker", archive, name]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
