import type { Node } from "../components/engine/types";
import type { Answers, Declared, DeclaredNode } from "./answers";
import type { Drift } from "./view";

/** What makes the swarm as it is declared. */
const up = "npm run pulumi -- up";

/** What is not as the state declares it, and the commands that repair it; nothing where the state is not known. */
export function driftOf(answers: Answers, declared: Declared): Drift[] {
  if (declared.problem) return [];
  const differing = declared.nodes.filter((wanted) => !wanted.changing);
  const owned = declared.nodes.flatMap((wanted) =>
    answers.nodes.filter((node) => isOf(wanted, node, answers)),
  );
  const strangers = answers.nodes.filter((node) => !owned.includes(node));
  return [
    ...differing.flatMap((wanted) => nodeDrift(wanted, answers)),
    ...strangers.map((node) => undeclared(node, declared, answers.manager)),
  ].sort((a, b) => a.node.localeCompare(b.node, "en", { numeric: true }));
}

/** Whether a node is the declared one: by its ID, or by name while none of the nodes has that ID. */
export function isOf(wanted: DeclaredNode, node: Node, { nodes }: Answers): boolean {
  if (wanted.nodeId === node.ID) return true;
  // A node that joins is in the swarm before its ID is in the state.
  return wanted.nodeId === "" && newestNamed(wanted.machine, nodes) === node;
}

function newestNamed(name: string, nodes: readonly Node[]): Node | undefined {
  const named = nodes.filter((node) => node.Description.Hostname === name);
  return named.sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt))[0];
}

function nodeDrift(wanted: DeclaredNode, answers: Answers): Drift[] {
  const node = answers.nodes.find((each) => isOf(wanted, each, answers));
  const texts = node ? differences(wanted, node) : [`is declared as a ${wanted.role}, but not in the swarm`];
  return texts.map((text) => ({ node: wanted.machine, text, commands: [up] }));
}

function differences(wanted: DeclaredNode, { Spec, Status }: Node): string[] {
  const labels = Spec.Labels ?? {};
  return [
    Status.State === "down" && "is down",
    Spec.Role !== wanted.role && `is a ${Spec.Role}, declared ${wanted.role}`,
    Spec.Availability !== wanted.availability &&
      `has availability ${Spec.Availability}, declared ${wanted.availability}`,
    ...Object.entries(wanted.labels).map(
      ([name, value]) =>
        labels[name] !== value &&
        (name in labels
          ? `has label ${name}=${labels[name]}, declared ${name}=${value}`
          : `has no label ${name}, declared ${name}=${value}`),
    ),
  ].filter((text) => text !== false);
}

function undeclared(node: Node, declared: Declared, manager: string): Drift {
  const docker = (command: string) => `npm run machine -- ssh ${manager} docker node ${command} ${node.ID}`;
  const isLeftover = declared.nodes.some(({ machine }) => machine === node.Description.Hostname);
  const text = isLeftover
    ? `is in the swarm a second time: ${node.ID} is not the declared node`
    : `is in the swarm, but not declared`;
  const name = node.Description.Hostname;
  // It works for somebody, who is to decide; only what is down can be taken off the list without harm.
  if (node.Status.State !== "down")
    return { node: name, text: `${text}: declare it, or let it leave the swarm`, commands: [] };
  return {
    node: name,
    text,
    commands: [...(node.ManagerStatus ? [docker("demote")] : []), docker("rm")],
  };
}
