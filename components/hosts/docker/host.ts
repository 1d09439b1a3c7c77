import { withLock } from "../../../lib/lock";
import type { HostAccess, Report } from "../host";
import { claim } from "./claim";
import { configurationOf, createContainer, findContainer, readPublicKey, type Container } from "./container";
import { docker, engineFacts, findEngine, tryDocker, type EngineChoice, type EngineFacts } from "./engine";
import { ensureImage } from "./image";
import { reconcileLimits } from "./limits";
import { listNotes, readNote, type HostNote } from "./notes";
import { hostPlace, placeOf, type HostPlace, type Place } from "./place";
import { waitReady } from "./ready";
import { engineProblem, kernelNotes } from "./requirements";
import type { DockerHostSpec } from "./spec";

/**
 * Makes sure that a host runs and that docker-machine can provision it: creates one that does not exist, starts one
 * whose container was stopped, creates the container again on the same disk where it was removed, and leaves one that
 * runs alone.
 * @param report gets a line for each step that takes time
 * @throws when the engine does not answer or cannot have hosts, or the host does not get ready in 3 minutes
 */
export async function ensureDockerHost(spec: DockerHostSpec, report: Report): Promise<HostAccess> {
  const place = placeOf(spec.directory);
  const host = hostPlace(place, spec.name);
  return withLock(host.lock, `the host "${host.name}"`, async () => {
    const engine = await chooseEngine(place, host, spec.options?.context);
    const note = (await running(engine, host, spec)) ?? (await start(engine, place, host, spec, report));
    return {
      address: "127.0.0.1",
      sshUser: "root",
      sshPort: note.sshPort,
      sshKeyPath: place.key,
      enginePort: note.enginePort,
      nodeAddress: note.address,
    };
  });
}

/** The engine of a host: the configured one, else its own, else that of the folder's other hosts, else the current one. */
async function chooseEngine(
  place: Place,
  host: HostPlace,
  context: string | undefined,
): Promise<EngineChoice & { endpoint?: string }> {
  if (context) return findEngine(context);
  const [other] = (await listNotes(place)).values();
  return (await readNote(host))?.engine ?? other?.engine ?? (await findEngine(undefined));
}

/** What a host that runs as it should was given; undefined if there is something to do. */
async function running(
  engine: EngineChoice,
  host: HostPlace,
  spec: DockerHostSpec,
): Promise<HostNote | undefined> {
  const note = await readNote(host);
  const container = note && (await findContainer(engine, host));
  if (!note || !container?.isRunning || container.configuration !== configurationOf(spec, note))
    return undefined;
  await reconcileLimits(engine, host, container.limits, spec.options);
  await waitReady(engine, host, note, () => undefined);
  return note;
}

async function start(
  engine: EngineChoice & { endpoint?: string },
  place: Place,
  host: HostPlace,
  spec: DockerHostSpec,
  report: Report,
): Promise<HostNote> {
  const began = Date.now();
  const facts = await engineFacts(engine);
  const { endpoint = engine.host ?? "", ...choice } = engine;
  const problem = engineProblem(facts, endpoint, 1);
  if (problem) throw new Error(problem);
  const { image, note, isFirst } = await withLock(
    place.lock,
    `the hosts in ${place.directory}`,
    async () => {
      const image = await ensureImage(choice, spec.options?.image, report);
      const isFirst = (await listNotes(place)).size === 0;
      return { image, isFirst, note: await claim(choice, place, host, spec.network, image) };
    },
    { timeoutSeconds: 3600, onWait: report },
  );
  await startContainer(choice, place, host, { spec, note, image, facts });
  const version = await waitReady(choice, host, note, report);
  if (isFirst) (await kernelNotes(choice, host)).forEach(report);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  report(`${host.name}: up at 127.0.0.1:${note.sshPort} after ${seconds} s, Docker Engine ${version}`);
  return note;
}

/** Starts the container there is, if it is what it should be and can be started, else creates one on the same disk. */
async function startContainer(
  engine: EngineChoice,
  place: Place,
  host: HostPlace,
  order: { spec: DockerHostSpec; note: HostNote; image: string; facts: EngineFacts },
): Promise<void> {
  const container = await findContainer(engine, host);
  if (container && (await canBeStarted(engine, host, container, order))) return;
  if (container) await docker(engine, ["container", "rm", "--force", host.container]);
  const { spec, note, image, facts } = order;
  const publicKey = await readPublicKey(place);
  const { cgroupVersion } = facts;
  await createContainer(engine, place, host, { spec, note, image, publicKey, cgroupVersion });
}

/** Whether a container could be started: not where its network was removed under it, or it should be another. */
async function canBeStarted(
  engine: EngineChoice,
  host: HostPlace,
  container: Container,
  { spec, note }: { spec: DockerHostSpec; note: HostNote },
): Promise<boolean> {
  if (container.configuration !== configurationOf(spec, note)) return false;
  await reconcileLimits(engine, host, container.limits, spec.options);
  return (await tryDocker(engine, ["container", "start", host.container])).code === 0;
}
