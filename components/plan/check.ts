import { contextNameProblem } from "../context/context-name";
import { driverOf, driverProblem } from "../machine/drivers";
import { nameProblem } from "../machine/tool/arguments";
import {
  checkCapacity,
  findCollision,
  firstNetwork,
  wantedNetwork,
  type Network,
} from "../hosts/local/address";
import { engineProblems, optionProblems } from "../machine/drivers/options";
import { faults, trigger } from "../swarm/check";
import { checkNode } from "../swarm/node/check";
import type { CheckFailure } from "../swarm/handlers";
import { checkSwarm } from "../swarm/swarm/check";
import type { NodeArgs, SwarmClusterArgs } from "./args";
import { localNetworkOf, machineArgs } from "./machine-args";
import { shapeFaults } from "./problems";
import { clusterShape } from "./schema";

/**
 * Everything that is wrong with a cluster's arguments, as sentences that name the property, its value and the rule.
 * No machine is asked anything; this computer is, where hosts are to run on it, and files that options name.
 */
export function clusterFaults(args: SwarmClusterArgs): string[] {
  const shape = clusterShape.safeParse(args, { reportInput: true });
  const issues = shape.error?.issues ?? [];
  // Further rules presuppose the shape: on top of a wrong one they would only repeat it in other words.
  const sound = (...path: PropertyKey[]) =>
    !issues.some((issue) => path.every((part, i) => issue.path[i] === part));
  if (!Array.isArray(args.nodes)) return shapeFaults(issues);
  const machines = sound("driver") && sound("driverOptions") && sound("engine");
  const soundNodes = args.nodes.filter((_, index) => machines && sound("nodes", index));
  const found = [
    ...shapeFaults(issues),
    ...nameFaults(args.nodes),
    ...soundNodes.flatMap((node) => nodeFaults(node, args, `nodes[${args.nodes.indexOf(node)}]`)),
    ...(sound() ? [...hostFaults(args), ...managerFaults(args.nodes), ...localFaults(args)] : []),
    ...(sound("dockerContext") ? contextFaults(args) : []),
    ...(sound("swarm") ? at("swarm", swarmFailures(args)) : []),
  ];
  // What is wrong with a setting for all nodes is found once for each of them.
  return [...new Set(found)];
}

function nodeFaults(node: NodeArgs, args: SwarmClusterArgs, path: string): string[] {
  const driver = driverProblem(node.driver ?? args.driver ?? "auto", process.platform);
  const machine = machineArgs(node, args);
  const known = driverOf(machine.driver);
  const {
    role = "worker",
    availability = "active",
    labels,
    advertiseAddress,
    listenAddress,
    dataPathAddress,
  } = node;
  const membership = { role, availability, labels, advertiseAddress, listenAddress, dataPathAddress };
  // As the options are merged, so is a fault where the option was set; one that is missing is the node's.
  const pathOf = (group: "driverOptions" | "engine") => (option: string) =>
    option in machine[group] && !(option in (node[group] ?? {}))
      ? `${group}.${option}`
      : `${path}.${group}.${option}`;
  return [
    ...(driver ? [`${node.driver ? `${path}.driver` : "driver"}: ${driver}`] : []),
    ...(driver ? [] : optionProblems(known, machine.driverOptions, pathOf("driverOptions"))),
    ...engineProblems(known, machine.engine, pathOf("engine")),
    ...at(path, checkNode({ ...membership, storePath: "-", swarmId: "-", machine: "-" }).failures ?? []),
  ];
}

function nameFaults(nodes: readonly NodeArgs[]): string[] {
  const names = nodes.map((node) => (typeof node?.name === "string" ? node.name : undefined));
  const problems = names.map((name) => name !== undefined && nameProblem(name));
  return [
    ...problems.flatMap((problem, index) => (problem ? [`nodes[${index}].name: ${problem}`] : [])),
    ...repeated(names, (name) => name?.toLowerCase()).map(
      ([index, first]) =>
        `nodes[${index}].name: ${JSON.stringify(names[index])}: nodes[${first}] has it already`,
    ),
  ];
}

/** One host cannot be two machines. */
function hostFaults(args: SwarmClusterArgs): string[] {
  const host = (node: NodeArgs) => {
    const { driver, driverOptions } = machineArgs(node, args);
    const location = driverOf(driver).location(driverOptions);
    return location && `${location.address}:${location.sshPort}`;
  };
  return repeated(args.nodes, host).map(([index, first]) => {
    const address = host(args.nodes[index]);
    return `nodes[${index}].driverOptions.ipAddress: "${address}": address already used by host ${args.nodes[first].name}`;
  });
}

function managerFaults(nodes: readonly NodeArgs[]): string[] {
  if (nodes.some((node) => node.role === "manager")) return [];
  return ['nodes: at least one manager is needed; give one of them the role "manager"'];
}

function contextFaults({ dockerContext }: SwarmClusterArgs): string[] {
  const problem = dockerContext === undefined ? undefined : contextNameProblem(dockerContext);
  return problem ? [`dockerContext: ${problem}`] : [];
}

/** Faults of this computer and of the network, where some hosts are to run here. */
function localFaults(args: SwarmClusterArgs): string[] {
  const kinds = args.nodes.flatMap((node) => driverOf(machineArgs(node, args).driver).hosts ?? []);
  if (kinds.length === 0) return [];
  const problems = process.platform === "linux" ? kinds.flatMap((kind) => kind.problem() ?? []) : [];
  return [...new Set(problems.map((problem) => `driver: ${problem}`)), ...networkFaults(args, kinds.length)];
}

function networkFaults(args: SwarmClusterArgs, hosts: number): string[] {
  try {
    const network = wantedNetwork(localNetworkOf(args)) ?? firstNetwork;
    checkCapacity(network, hosts);
    return poolClashes(network, args.swarm?.defaultAddressPools);
  } catch (error) {
    return [(error as Error).message];
  }
}

// SwarmKit cuts networks from a pool's start, and the hosts are too far from the start of this one.
const defaultPool = "10.0.0.0/8";

/** An overlay network with the hosts' own addresses in it would cut the nodes off from each other. */
function poolClashes(network: Network, pools: unknown): string[] {
  const stated = Array.isArray(pools) ? pools.filter((pool) => typeof pool === "string") : [];
  return stated.flatMap((pool, index) => {
    const clash = pool !== defaultPool && findCollision(network, [{ text: pool, device: "" }]);
    const reason = `overlaps with the hosts' network ${network.text}; set localNetwork to one outside of it`;
    return clash ? [`swarm.defaultAddressPools[${index}]: "${pool}": ${reason}`] : [];
  });
}

/** The swarm's own rules; values that are known only later are judged by the resource itself. */
function swarmFailures({ swarm = {} }: SwarmClusterArgs): readonly CheckFailure[] {
  const { rotateWorkerToken, rotateManagerToken, ...settings } = swarm;
  return [
    ...(checkSwarm({ ...settings, cluster: "-", storePath: "-", machine: "-" }).failures ?? []),
    ...faults(
      { rotateWorkerToken, rotateManagerToken },
      { rotateWorkerToken: trigger, rotateManagerToken: trigger },
    ),
  ];
}

function at(path: string, failures: readonly CheckFailure[]): string[] {
  return failures.map(({ property, reason }) => `${path}.${property}: ${reason}`);
}

/** Pairs of an element and an earlier one with the same key; undefined is no key. */
function repeated<T>(list: readonly T[], keyOf: (element: T) => string | undefined): [number, number][] {
  return list.flatMap((element, index): [number, number][] => {
    const key = keyOf(element);
    const first = key === undefined ? index : list.findIndex((other) => keyOf(other) === key);
    return first < index ? [[index, first]] : [];
  });
}
