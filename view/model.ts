import { hostOf } from "../components/engine/address";
import type { Node } from "../components/engine/types";
import type { Answers, Declared, Mode } from "./answers";
import { certificateViews } from "./certificates";
import { unappliedOf } from "./configured";
import { driftOf, isOf } from "./drift";
import { quorumOf } from "./quorum";
import { serviceViews, taskGroups } from "./tasks";
import { conditions, type Condition, type NodeView, type Quorum, type ServiceView, type View } from "./view";
import { count, memoryText } from "./words";

/** How the answers came about. */
export interface Freshness {
  readonly mode: Mode;
  /** Why no manager answers; empty while one does. */
  readonly problem?: string;
}

/** The picture of a swarm, from what its engines answered and what the state declares. Reads no clock but `takenAt`. */
export function viewOf(answers: Answers, declared: Declared, { mode, problem = "" }: Freshness): View {
  const nodes = nodeViews(answers, declared);
  const services = serviceViews(answers);
  const drift = [...driftOf(answers, declared), ...unappliedOf(declared)];
  return {
    stack: declared.stack,
    swarmId: answers.swarmId,
    takenAt: answers.takenAt,
    mode,
    manager: answers.manager,
    problem,
    quorum: mode === "old" ? lastKnown(quorumOf(answers.nodes)) : quorumOf(answers.nodes),
    summary: summaryOf(nodes),
    nodes,
    services,
    serviceSummary: servicesText(services),
    labels: [...new Set(nodes.flatMap((node) => Object.keys(node.labels)))].sort(),
    drift,
    driftSummary: driftText(drift.length, declared.problem),
    declaredProblem: declared.problem ?? "",
    conditions,
    ...certificateViews(answers.certificates, answers.takenAt),
  };
}

/** The picture while no manager has answered yet. */
export function noPicture(declared: Declared, problem: string): View {
  const none = { nodes: [], services: [], tasks: [], pastTasks: [], silent: {}, certificates: [] };
  const nothing = { ...none, takenAt: 0, manager: "", swarmId: "" };
  return viewOf(nothing, { ...declared, nodes: [] }, { mode: "old", problem });
}

/** Managers that do not answer may be fewer by now than they were. */
function lastKnown(quorum: Quorum): Quorum {
  if (quorum.managers === 0) return quorum;
  return { ...quorum, level: "bad", text: `no manager answers; last seen: ${quorum.text}` };
}

function nodeViews(answers: Answers, declared: Declared): NodeView[] {
  const present = answers.nodes.map((node) => nodeView(node, answers));
  const missing = declared.nodes
    .filter((wanted) => !wanted.changing && !answers.nodes.some((node) => isOf(wanted, node, answers)))
    .map(({ machine, role, availability, labels }): NodeView => {
      const known = { id: `missing-${machine}`, name: machine, role, availability, labels };
      const unknown = {
        leader: false,
        address: "",
        engineVersion: "",
        processors: "",
        memory: "",
        tasks: [],
      };
      return { ...known, ...unknown, condition: "missing", detail: conditions.missing.meaning };
    });
  return [...present, ...missing].sort(managersFirst);
}

function nodeView(node: Node, answers: Answers): NodeView {
  const { Engine, Hostname, Resources } = node.Description;
  const condition = conditionOf(node);
  return {
    id: node.ID,
    name: Hostname,
    role: node.ManagerStatus ? "manager" : "worker",
    leader: node.ManagerStatus?.Leader ?? false,
    condition,
    detail: detailOf(node, condition, answers.silent[Hostname]),
    availability: node.Spec.Availability,
    labels: { ...node.Spec.Labels },
    // Status.Addr is 0.0.0.0 on some leaders.
    address: node.ManagerStatus ? hostOf(node.ManagerStatus.Addr) : node.Status.Addr,
    engineVersion: Engine.EngineVersion,
    processors: count((Resources?.NanoCPUs ?? 0) / 1e9, "CPU"),
    memory: memoryText(Resources?.MemoryBytes ?? 0),
    tasks: taskGroups(answers, node.ID),
  };
}

/** The worst that can be said of a node. */
function conditionOf({ Spec, Status, ManagerStatus }: Node): Condition {
  if (Status.State === "down") return "down";
  if (ManagerStatus?.Reachability === "unreachable") return "unreachable";
  if (Status.State !== "ready") return "unknown";
  if ((Spec.Role === "manager") !== Boolean(ManagerStatus)) return "changing";
  if (Spec.Availability === "drain") return "drained";
  return Spec.Availability === "pause" ? "paused" : "ready";
}

/** @param said what its engine says of itself, where it is not ready */
function detailOf(node: Node, condition: Condition, said?: string): string {
  if (condition === "changing")
    return node.Spec.Role === "manager" ? "becomes a manager" : "becomes a worker";
  if (said && ["down", "unreachable", "unknown"].includes(condition)) return said;
  if (condition === "down") return node.Status.Message || conditions.down.meaning;
  return conditions[condition].meaning;
}

function managersFirst(a: NodeView, b: NodeView): number {
  if (a.role !== b.role) return a.role === "manager" ? -1 : 1;
  return a.name.localeCompare(b.name, "en", { numeric: true }) || a.id.localeCompare(b.id);
}

function servicesText(services: readonly ServiceView[]): string {
  if (services.length === 0) return "No services";
  const incomplete = services.filter(({ level }) => level !== "good").length;
  return `${count(services.length, "service")}, ${incomplete > 0 ? `${incomplete} not complete` : "all complete"}`;
}

function driftText(differences: number, problem?: string): string {
  if (problem) return `Not known: ${problem}`;
  return differences === 0 ? "Everything is as last applied" : count(differences, "difference");
}

function summaryOf(nodes: readonly NodeView[]): string {
  const kinds = (Object.keys(conditions) as Condition[]).filter((condition) => condition !== "ready");
  const counts = kinds.map((kind) => [kind, nodes.filter((node) => node.condition === kind).length] as const);
  const others = counts.filter(([, number]) => number > 0).map(([kind, number]) => `${number} ${kind}`);
  return [count(nodes.length, "node"), ...(others.length > 0 ? others : ["all ready"])].join(", ");
}
