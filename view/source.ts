import type { Engine } from "../components/engine/client";
import { probeAll } from "../components/swarm/session/probe";
import { Run } from "../components/swarm/session/run";
import type { Answers, Certificate, Declared } from "./answers";
import { storeCertificates, swarmCertificate } from "./certificate-files";
import { SilentNodes } from "./silent";
import { incompleteServices } from "./tasks";

/** One reading of a swarm. */
export interface Reading {
  readonly answers: Answers;
  /** The manager's engine that answered, for its events. */
  readonly engine: Engine;
}

/** Reads a swarm through any of its managers. */
export interface Source {
  /**
   * Asks a manager that answers: the one that answered last, else another.
   * @param declared the state, which knows the swarm
   * @throws when no manager answers, with what each machine said
   */
  read(declared: Declared): Promise<Reading>;
}

// What changes once in years is read once a minute.
const certificatesMs = 60_000;
const limitSeconds = 5;

/**
 * The source of the swarm on the machines of a store.
 * @param store absolute path of the machine store
 * @param run opens the store. @default the store on this computer
 */
export function swarmSource(store: string, run: Run = new Run()): Source {
  const fleet = run.fleet(store);
  let known: { readonly at: number; readonly certificates: Certificate[] } | undefined;
  const certificates = () => {
    if (!known || Date.now() - known.at > certificatesMs)
      known = { at: Date.now(), certificates: storeCertificates(store, fleet) };
    return known.certificates;
  };
  const silent = new SilentNodes(fleet);
  const readOnce = async (swarmId: string, except?: string): Promise<Reading> => {
    const { name: manager, engine } = await run.session(store, swarmId).manager({ except });
    const limited = engine.within(limitSeconds);
    const [nodes, services, tasks, swarm] = await Promise.all([
      limited.nodes(),
      limited.services(),
      limited.currentTasks(),
      limited.swarmInspect(),
    ]);
    const short = incompleteServices(services, tasks);
    const pastTasks = short.length > 0 ? await limited.pastTasks(short) : [];
    const all = [...certificates(), ...swarmCertificate(swarm.TLSInfo?.TrustRoot)];
    const said = silent.among(nodes, swarmId);
    const read = { nodes, services, tasks, pastTasks, silent: said, certificates: all };
    return { answers: { takenAt: Date.now(), manager, swarmId, ...read }, engine };
  };
  return { read: withFallover(readOnce, async ({ swarmId }) => swarmId ?? (await anySwarm(run, store))) };
}

/**
 * Asks the manager that answered last; once it fails, at the same time another one. The one that has just lost its power
 * takes seconds to be given up, but it may also be the only one, and come back.
 */
function withFallover(
  readOnce: (swarmId: string, except?: string) => Promise<Reading>,
  swarmOf: (declared: Declared) => Promise<string>,
): Source["read"] {
  let last: string | undefined;
  let failing = false;
  const either = (swarmId: string) =>
    Promise.any([readOnce(swarmId), readOnce(swarmId, last)]).catch(({ errors }: AggregateError) => {
      throw errors[0];
    });
  return async (declared) => {
    const swarmId = await swarmOf(declared);
    const first = failing ? either(swarmId) : readOnce(swarmId).catch(() => either(swarmId));
    failing = true;
    const reading = await first;
    [failing, last] = [false, reading.answers.manager];
    return reading;
  };
}

/** The swarm that a manager on one of the machines is in, where no state says so. */
async function anySwarm(run: Run, store: string): Promise<string> {
  const probes = await probeAll(run.fleet(store));
  const swarmId = probes.map(({ info }) => info?.Swarm.Cluster?.ID).find(Boolean);
  if (swarmId) return swarmId;
  if (probes.length === 0) throw new Error(`there are no machines in ${store} yet: run "npm start"`);
  throw new Error(`no machine in ${store} is a manager of a swarm that answers`);
}
