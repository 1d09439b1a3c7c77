import { engineUrl, nodeAddress } from "../engine/address";
import type { Availability, Node, Role } from "../engine/types";
import { done, notYet, waitFor, WaitError } from "../../lib/wait";
import type { Fleet } from "./session/fleet";
import type { Manager } from "./session/managers";
import { thisRun, type Run } from "./session/run";
import { sayWhile } from "./session/say";
import type { SwarmSession } from "./session/session";

/** One node, as `docker node ls` and `docker node inspect` show it. */
export interface NodeRow {
  /** Host name, as the swarm shows it: the name of the machine, unless somebody changed it on the host. */
  readonly name: string;
  /** ID of the node. */
  readonly id: string;
  /** Wanted role. */
  readonly role: Role;
  /** IP address the swarm knows it by. */
  readonly address: string;
  /** Whether it gets tasks. */
  readonly availability: Availability;
  /** "ready", "down", "disconnected" or "unknown". */
  readonly status: string;
  /** Whether it leads the managers. */
  readonly leader: boolean;
  /** Only on managers: "reachable" or "unreachable". */
  readonly reachability?: string;
  /** Version of its Docker Engine. */
  readonly engineVersion: string;
  /** All labels of the node. */
  readonly labels: Readonly<Record<string, string>>;
}

/** How to reach a swarm. */
export interface SwarmEndpoint {
  /** Docker Engine URL of a manager. @example "tcp://10.77.0.11:2376" */
  readonly managerEndpoint: string;
  /** What `docker-machine env` of that manager sets. */
  readonly dockerEnv: {
    /** URL of the manager's engine. */
    readonly DOCKER_HOST: string;
    /** "1": the client and the engine show each other certificates. */
    readonly DOCKER_TLS_VERIFY: string;
    /** Absolute path of the folder with ca.pem, cert.pem and key.pem. */
    readonly DOCKER_CERT_PATH: string;
    /** Name of the manager's machine. */
    readonly DOCKER_MACHINE_NAME: string;
  };
}

// The program itself asks, in every preview and update, and must not wait long for a swarm that does not answer.
const limitSeconds = 3;
const slowSeconds = 15;

/**
 * All nodes of a swarm, by name.
 * @param managers names of machines that are likely to be managers: they are asked first
 * @param run the run whose session is used. @default the run of this process
 * @throws when no manager answers within about 5 s, nor elects a leader within half a minute
 */
export async function swarmNodes(
  storePath: string,
  swarmId: string,
  managers: readonly string[] = [],
  run: Run = thisRun,
): Promise<NodeRow[]> {
  const { nodes } = await nodesOf(run.session(storePath, swarmId), managers);
  return nodes.map(toRow).sort(byName);
}

/**
 * How to reach a manager that the others reach: the first of those that are preferred, otherwise any. The first to answer
 * would differ from run to run.
 * @param preferred names of machines, the best first. @default all of the store, by name
 * @throws as {@link swarmNodes}
 */
export async function swarmEndpoint(
  storePath: string,
  swarmId: string,
  preferred?: readonly string[],
  run: Run = thisRun,
): Promise<SwarmEndpoint> {
  const session = run.session(storePath, swarmId);
  const { nodes, manager: answering } = await nodesOf(session, preferred ?? []);
  const reachable = nodes.filter((node) => node.ManagerStatus?.Reachability === "reachable");
  const ids = new Set(reachable.map((node) => node.ID));
  for (const name of preferred ?? session.fleet.machines().sort(naturally)) {
    if (name === answering.name && ids.has(answering.nodeId)) break;
    if (!session.fleet.machine(name)?.address) continue;
    const { info } = await session.probe(name);
    if (info && ids.has(info.Swarm.NodeID)) return endpointOf(session.fleet, name);
  }
  return endpointOf(session.fleet, answering.name);
}

/** The endpoint as last known, of the first machine that has a record; undefined where none has. Asks nobody. */
export function lastEndpoint(
  storePath: string,
  preferred: readonly string[],
  run: Run = thisRun,
): SwarmEndpoint | undefined {
  const fleet = run.fleet(storePath);
  const name = preferred.find((each) => fleet.machine(each)?.address);
  return name === undefined ? undefined : endpointOf(fleet, name);
}

/**
 * Waits for nodes whose engines hung when their turn came, after all the others.
 * @param names names of their machines
 * @returns a sentence that says what is wrong with those that are not back after a minute; undefined when all are
 */
export async function lateNodesProblem(
  storePath: string,
  names: readonly string[],
  run: Run = thisRun,
): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const fleet = run.fleet(storePath);
  const look = async () => {
    const silent: string[] = [];
    for (const name of names) {
      await fleet
        .engine(name)
        .within(limitSeconds)
        .info()
        .catch(() => silent.push(name));
    }
    return silent.length === 0 ? done(undefined) : notYet(silent.join(", "));
  };
  const what = `the Docker Engine of ${names.join(", ")} to answer`;
  try {
    return await sayWhile("swarm", what, () => waitFor({ what, seconds: lateSeconds, everyMs: 1000, look }));
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    return (
      `the Docker Engine of ${error.seen} hangs: it accepts connections and answers nothing. All other nodes are up to ` +
      `date. Restart Docker, or the host, and run pulumi up again`
    );
  }
}

const lateSeconds = 60;

async function nodesOf(
  session: SwarmSession,
  likely: readonly string[],
): Promise<{ readonly manager: Manager; readonly nodes: Node[] }> {
  for (const name of likely) session.memory.likelyManagers.add(name);
  const manager = await session.manager();
  return { manager, nodes: await manager.engine.within(manager.slow ? slowSeconds : limitSeconds).nodes() };
}

function endpointOf(fleet: Fleet, manager: string): SwarmEndpoint {
  const { address, enginePort, certPath } = fleet.machine(manager)!;
  const managerEndpoint = engineUrl(address, enginePort);
  return {
    managerEndpoint,
    dockerEnv: {
      DOCKER_HOST: managerEndpoint,
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: certPath,
      DOCKER_MACHINE_NAME: manager,
    },
  };
}

function naturally(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function byName(a: NodeRow, b: NodeRow): number {
  return naturally(a.name, b.name);
}

function toRow(node: Node): NodeRow {
  const { ManagerStatus: manager } = node;
  return {
    name: node.Description.Hostname,
    id: node.ID,
    role: node.Spec.Role,
    address: nodeAddress(node),
    availability: node.Spec.Availability,
    status: node.Status.State,
    leader: manager?.Leader ?? false,
    ...(manager && { reachability: manager.Reachability }),
    engineVersion: node.Description.Engine.EngineVersion,
    labels: { ...node.Spec.Labels },
  };
}
