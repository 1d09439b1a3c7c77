import {
  checkCapacity,
  findCollision,
  firstNetwork,
  wantedNetwork,
  type Network,
} from "../hosts/local/address";
import { driverOf, driverProblem } from "../machine/drivers";
import { engineProblems, optionProblems } from "../machine/drivers/options";
import type { NodeArgs, SwarmClusterArgs } from "./args";
import { localNetworkOf, machineArgs } from "./machine-args";
import { applyRules, type BrokenRule, type CompleteNode } from "./schema";

/** What is known of a cluster's arguments once they are checked. */
export interface CheckedCluster {
  /** Sentences that name the property, its value and the rule, all together. */
  readonly problems: readonly string[];
  /** The nodes and the arguments of their machines; none where there are problems with their form. */
  readonly nodes: readonly (CompleteNode & { readonly merged: MergedMachine })[];
}

type MergedMachine = ReturnType<typeof machineArgs>;

/** A node with sound machine arguments, and where it stands. */
interface Candidate {
  readonly node: NodeArgs;
  readonly path: string;
  readonly machine: MergedMachine;
}

/**
 * Checks a cluster's arguments. No machine is asked anything; this computer is, where hosts are to run on it, and files
 * that options name.
 */
export function checkCluster(args: SwarmClusterArgs): CheckedCluster {
  const { broken, nodes } = applyRules(args);
  const all = Array.isArray(args.nodes) ? args.nodes : [];
  // Further checks presuppose these rules: on top of a broken one they would only repeat it in other words.
  const candidates = all.flatMap((node, index): Candidate[] =>
    broken.some((each) => concernsMachine(each, index))
      ? []
      : [{ node, path: `nodes[${index}]`, machine: machineArgs(node, args) }],
  );
  const isComplete =
    candidates.length === all.length && !broken.some(({ path }) => path[0] === "localNetwork");
  const problems = [
    ...broken.map(({ problem }) => problem),
    ...namesakeProblems(all),
    ...candidates.flatMap(machineProblems),
    ...(isComplete ? [...sameHostProblems(candidates), ...localProblems(candidates, args)] : []),
  ];
  // A problem of a setting for all nodes is found once for each of them.
  return {
    problems: [...new Set(problems)],
    nodes: nodes.map((node, index) => ({ ...node, merged: candidates[index].machine })),
  };
}

function concernsMachine({ path: [top, index, key] }: BrokenRule, ofNode: number): boolean {
  const isMachine = (part: PropertyKey) => ["driver", "driverOptions", "engine"].includes(String(part));
  return isMachine(top) || (top === "nodes" && index === ofNode && (key === undefined || isMachine(key)));
}

function machineProblems({ node, path, machine }: Candidate): string[] {
  const problem = driverProblem(machine.asked, process.platform);
  const driver = driverOf(machine.driver);
  // As the options are merged, so is a problem where the option was set; one that is missing is the node's.
  const pathOf = (group: "driverOptions" | "engine") => (option: string) =>
    option in machine[group] && !(option in (node[group] ?? {}))
      ? `${group}.${option}`
      : `${path}.${group}.${option}`;
  return [
    ...(problem ? [`${node.driver ? `${path}.driver` : "driver"}: ${problem}`] : []),
    ...(problem ? [] : optionProblems(driver, machine.driverOptions, pathOf("driverOptions"))),
    ...engineProblems(driver, machine.engine, pathOf("engine")),
  ];
}

function namesakeProblems(nodes: readonly NodeArgs[]): string[] {
  const names = nodes.map((node) => (typeof node?.name === "string" ? node.name : undefined));
  return repeated(names, (name) => name?.toLowerCase()).map(
    ([index, first]) =>
      `nodes[${index}].name: ${JSON.stringify(names[index])}: nodes[${first}] has it already`,
  );
}

/** One host cannot be two machines. */
function sameHostProblems(candidates: readonly Candidate[]): string[] {
  const hostOf = ({ machine: { driver, driverOptions } }: Candidate) => {
    const location = driverOf(driver).location(driverOptions);
    return location && `${location.address}:${location.sshPort}`;
  };
  return repeated(candidates, hostOf).map(([index, first]) => {
    const { path } = candidates[index];
    const address = hostOf(candidates[index]);
    return `${path}.driverOptions.ipAddress: "${address}": address already used by host ${candidates[first].node.name}`;
  });
}

/** Problems of this computer and of the network, where some hosts are to run here. */
function localProblems(candidates: readonly Candidate[], args: SwarmClusterArgs): string[] {
  const kinds = candidates.flatMap(({ machine }) => driverOf(machine.driver).hosts ?? []);
  if (kinds.length === 0) return [];
  const problems = process.platform === "linux" ? kinds.flatMap((kind) => kind.problem() ?? []) : [];
  return [...problems.map((problem) => `driver: ${problem}`), ...networkProblems(args, kinds.length)];
}

function networkProblems(args: SwarmClusterArgs, hosts: number): string[] {
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

/** Pairs of an element and an earlier one with the same key; undefined is no key. */
function repeated<T>(list: readonly T[], keyOf: (element: T) => string | undefined): [number, number][] {
  return list.flatMap((element, index): [number, number][] => {
    const key = keyOf(element);
    const first = key === undefined ? index : list.findIndex((other) => keyOf(other) === key);
    return first < index ? [[index, first]] : [];
  });
}
