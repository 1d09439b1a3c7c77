import type { Availability, Node, Role } from "../engine/types";
import { storeFleet, type Fleet } from "./session/fleet";
import { withManager, type Manager } from "./session/managers";
import { addressOf } from "./node/outputs";

/** One node, as `docker node ls` and `docker node inspect` show it. */
export interface NodeRow {
  /** Host name, which docker-machine makes the name of the machine. */
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

// The program itself asks, in every preview and update, and must not be held up by a swarm that does not answer.
const limitSeconds = 3;

/**
 * Asks a manager of the swarm.
 * @throws when none answers within some 5 s
 */
export function swarmStatus(storePath: string, swarmId: string): Promise<SwarmStatus> {
  return statusOf(storeFleet(storePath), swarmId);
}

/** The same over any fleet. */
export function statusOf(fleet: Fleet, swarmId: string): Promise<SwarmStatus> {
  const ask = async ({ name, engine }: Manager): Promise<SwarmStatus> => {
    const rows = (await engine.within(limitSeconds).nodes())
      .map(toRow)
      .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
    const manager = endpointOf(rows, fleet) ?? name;
    const { address, enginePort, certPath } = fleet.machine(manager)!;
    const managerEndpoint = `tcp://${address.includes(":") ? `[${address}]` : address}:${enginePort}`;
    return {
      nodes: rows,
      managerEndpoint,
      dockerEnv: {
        DOCKER_HOST: managerEndpoint,
        DOCKER_TLS_VERIFY: "1",
        DOCKER_CERT_PATH: certPath,
        DOCKER_MACHINE_NAME: manager,
      },
    };
  };
  return withManager(fleet, swarmId, ask, { deadlineSeconds: limitSeconds });
}

/** The first manager that the others reach: whichever answered first would be another one in each run. */
function endpointOf(rows: readonly NodeRow[], fleet: Fleet): string | undefined {
  return rows.find((row) => row.reachability === "reachable" && fleet.machine(row.name)?.address)?.name;
}

function toRow(node: Node): NodeRow {
  const { ManagerStatus: manager } = node;
  return {
    name: node.Description.Hostname,
    id: node.ID,
    role: node.Spec.Role,
    address: addressOf(node),
    availability: node.Spec.Availability,
    status: node.Status.State,
    leader: manager?.Leader ?? false,
    ...(manager && { reachability: manager.Reachability }),
    engineVersion: node.Description.Engine.EngineVersion,
    labels: { ...node.Spec.Labels },
  };
}
