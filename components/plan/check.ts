import { driverOf, driverProblem, resolveDriver } from "../machine/drivers";
import { engineProblems } from "../machine/drivers/engine-problems";
import { optionProblems } from "../machine/drivers/options";
import type { MachineSpec } from "../machine/spec";
import { computerOf } from "../machine/store/notes";
import { addressProblems, type Candidate } from "./address-check";
import type { NodeArgs, SwarmClusterArgs } from "./args";
import { machineArgs, type FormerMachines } from "./machine-args";
import { moveProblems, renames } from "./moves";
import { localProblems, poolFindings, type Findings } from "./pool-check";
import { applyRules, type BrokenRule, type CompleteNode } from "./schema";

/** What is known of a cluster's arguments once they are checked. */
export interface CheckedCluster {
  /** Sentences that name the property, its value and the rule, all together. */
  readonly problems: readonly string[];
  /** What works, but not well, in the same form. */
  readonly advice: readonly string[];
  /** The nodes and the arguments of their machines; none where there are problems with their form. */
  readonly nodes: readonly CheckedNode[];
}

interface CheckedNode extends CompleteNode {
  readonly merged: MergedMachine;
  /** Name that its machine had before, where it only gets another one. */
  readonly formerName?: string;
}

type MergedMachine = ReturnType<typeof machineArgs>;

/**
 * Checks a cluster's arguments. No machine is asked anything; this computer is, where hosts are to run on it, and files
 * that options name.
 * @param former the machines that the cluster has had so far. @default none
 */
export function checkCluster(args: SwarmClusterArgs, former: FormerMachines = new Map()): CheckedCluster {
  const { broken, nodes } = applyRules(args);
  const all = Array.isArray(args.nodes) ? args.nodes : [];
  // Further checks presuppose these rules: on top of a broken one they would only repeat it in other words.
  const candidates = all.flatMap((node, index): Candidate[] =>
    broken.some((each) => concernsMachine(each, index))
      ? []
      : [{ node, path: `nodes[${index}]`, machine: machineArgs(node, args, former) }],
  );
  // What another computer has to be able to is no matter of this one.
  const here = candidates.filter(({ node }) => computerOf(former.get(node.name)) === undefined);
  const isComplete = candidates.length === all.length && !broken.some(concernsAddresses);
  const pools = isComplete ? poolFindings(candidates, args, former) : nothingFound;
  const problems = [
    ...broken.map(({ problem }) => problem),
    ...namesakeProblems(all),
    ...here.flatMap((candidate) => machineProblems(candidate, former)),
    ...(isComplete
      ? [
          ...addressProblems(candidates),
          ...moveProblems(candidates, former),
          ...localProblems(here, args, former),
        ]
      : []),
    ...pools.problems,
  ];
  const formerNames = renames(candidates, former);
  // A problem of a setting for all nodes is found once for each of them.
  return {
    problems: [...new Set(problems)],
    advice: [...pools.advice, ...autoAdvice(candidates)],
    nodes: nodes.map((node, index) => ({
      ...node,
      merged: candidates[index].machine,
      formerName: formerNames.get(node.name),
    })),
  };
}

const nothingFound: Findings = { problems: [], advice: [] };

const addressKeys = [
  "advertiseAddress",
  "listenAddress",
  "dataPathAddress",
  "defaultAddressPools",
  "subnetSize",
];

function concernsAddresses({ path }: BrokenRule): boolean {
  return path.some((part) => part === "localNetwork" || addressKeys.includes(String(part)));
}

function concernsMachine({ path: [top, index, key] }: BrokenRule, ofNode: number): boolean {
  const isMachine = (part: PropertyKey) => ["driver", "driverOptions", "engine"].includes(String(part));
  return isMachine(top) || (top === "nodes" && index === ofNode && (key === undefined || isMachine(key)));
}

function machineProblems({ node, path, machine }: Candidate, former: FormerMachines): string[] {
  const isKept = machine.driver !== resolveDriver(machine.asked);
  const problem = driverProblem(isKept ? machine.driver : machine.asked);
  const driver = driverOf(machine.driver);
  // As the options are merged, so is a problem where the option was set; one that is missing is the node's.
  const pathOf = (group: "driverOptions" | "engine") => (option: string) =>
    option in machine[group] && !(option in (node[group] ?? {}))
      ? `${group}.${option}`
      : `${path}.${group}.${option}`;
  return [
    ...(problem ? [`${node.driver ? `${path}.driver` : "driver"}: ${problem}`] : []),
    ...(problem
      ? []
      : optionProblems(driver, optionsToCheck(machine, former.get(node.name)), pathOf("driverOptions"))),
    ...engineProblems(driver, machine.engine, pathOf("engine")),
  ];
}

/** A machine that is there has copies of its files: the person's own may be on another computer. */
function optionsToCheck({ driver, driverOptions }: MergedMachine, former: MachineSpec | undefined) {
  const copied = former?.driver === driver ? driverOf(driver).copiedFiles : [];
  const isCopied = ([option, value]: [string, unknown]) =>
    copied.includes(option) && value === former?.driverOptions?.[option];
  return Object.fromEntries(Object.entries(driverOptions).filter((entry) => !isCopied(entry)));
}

/** A machine keeps the driver that "auto" chose for it, though it would choose another one now. */
function autoAdvice(candidates: readonly Candidate[]): string[] {
  const now = resolveDriver("auto");
  const kept = candidates.find(({ machine }) => machine.asked === "auto" && machine.driver !== now)?.machine;
  if (!kept) return [];
  return [
    `driver: "auto" would choose ${now} on this computer now; the machines that exist keep ${kept.driver}, and new ` +
      `ones get it too`,
  ];
}

function namesakeProblems(nodes: readonly NodeArgs[]): string[] {
  const names = nodes.map((node) => (typeof node?.name === "string" ? node.name : undefined));
  return repeated(names, (name) => name?.toLowerCase()).map(
    ([index, first]) =>
      `nodes[${index}].name: ${JSON.stringify(names[index])}: nodes[${first}] has it already`,
  );
}

/** Pairs of an element and an earlier one with the same key; undefined is no key. */
function repeated<T>(list: readonly T[], keyOf: (element: T) => string | undefined): [number, number][] {
  return list.flatMap((element, index): [number, number][] => {
    const key = keyOf(element);
    const first = key === undefined ? index : list.findIndex((other) => keyOf(other) === key);
    return first < index ? [[index, first]] : [];
  });
}
