import { engineUrl, nodeAddress } from "../engine/address";
import type { Availability, Node, Role } from "../engine/types";
import type { Fleet } from "./session/fleet";
import { thisRun, type Run } from "./session/run";

/** One node, as `docker node ls` and `docker node inspect` show it. */
export interface NodeRow {
  /** Host name; docker-machine sets it to the name of the machine. */
  readonly name: string;
  readonly id: string;
  readonly role: Role;
  /** IP address the swarm knows it by. */
  readonly address: string;
  readonly availability: Availability;
  /** "ready", "down", "disconnected" or "unknown". */
  readonly status: string;
  readonly leader: boolean;
  /** Only on managers: "reachable" or "unreachable". */
  readonly reachability?: string;
  readonly engineVersion: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A swarm as it is now, and how to reach it. */
export interface SwarmStatus {
  /** All nodes, by name. */
  readonly nodes: NodeRow[];
  /** Docker Engine URL of a manager that answers. @example "tcp://10.77.0.11:2376" */
  readonly managerEndpoint: string;
  /** What `docker-machine env` of that manager sets. */
  readonly dockerEnv: {
    readonly DOCKER_HOST: string;
    readonly DOCKER_TLS_VERIFY: string;
    readonly DOCKER_CERT_PATH: string;
    readonly DOCKER_MACHINE_NAME: string;
  };
}

// The program itself asks, in every preview and update, and must not wait long for a swarm that does not answer.
const limitSeconds = 3;

/**
 * Asks a manager of the swarm.
 * @param run the run whose session is used. @default the run of this process
 * @throws when no manager answers within about 5 s
 */
export function swarmStatus(storePath: string, swarmId: string, run: Run = thisRun): Promise<SwarmStatus> {
  const session = run.session(storePath, swarmId);
  return session.ask(
    async ({ name, engine }) => {
      const nodes = (await engine.within(limitSeconds).nodes()).map(toRow).sort(byName);
      return { nodes, ...endpointOf(session.fleet, firstManager(nodes, session.fleet) ?? name) };
    },
    { seconds: limitSeconds },
  );
}

/** The first manager that the others reach: the first to answer would differ from run to run. */
function firstManager(rows: readonly NodeRow[], fleet: Fleet): string | undefined {
  return rows.find((row) => row.reachability === "reachable" && fleet.machine(row.name)?.address)?.name;
}

function endpointOf(fleet: Fleet, manager: string): Omit<SwarmStatus, "nodes"> {
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

function byName(a: NodeRow, b: NodeRow): number {
  return a.name.localeCompare(b.name, "en", { numeric: true });
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
