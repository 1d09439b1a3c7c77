import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Declared, DeclaredNode } from "../../view/answers";
import { nodesConfiguredIn, unappliedOf } from "../../view/configured";

const folder = mkdtempSync(join(tmpdir(), "configured-"));
const file = join(folder, "Pulumi.dev.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

const node = (machine: string, more: Partial<DeclaredNode> = {}): DeclaredNode => ({
  machine,
  nodeId: `id-${machine}`,
  role: "worker",
  availability: "active",
  labels: {},
  changing: false,
  ...more,
});

/** What a picture says of a configuration beside a state. */
function said(text: string, nodes: DeclaredNode[], more: Partial<Declared> = {}): string[] {
  writeFileSync(file, text);
  const declared = { stack: "dev", nodes, configured: nodesConfiguredIn(file), ...more };
  return unappliedOf(declared).map(({ node: name, text: what }) => `${name} ${what}`);
}

test("what was edited and not applied is said, node by node, with the command that applies it", () => {
  const text = `config:
  swarm:nodes:
    - { name: node1, role: manager }
    - { name: node2, role: manager, availability: drain, labels: { disk: ssd } }
    - { name: node4 }
`;
  const nodes = [
    node("node1", { role: "manager" }),
    node("node2", { labels: { old: "yes" } }),
    node("node3"),
  ];

  expect(said(text, nodes)).toEqual([
    "node4 is new in Pulumi.dev.yaml, not applied yet",
    "node3 is not in Pulumi.dev.yaml any more, not applied yet",
    "node2 is a manager in Pulumi.dev.yaml, not applied yet",
    "node2 has availability drain in Pulumi.dev.yaml, not applied yet",
    "node2 has label disk=ssd in Pulumi.dev.yaml, not applied yet",
    "node2 has no label old in Pulumi.dev.yaml, not applied yet",
  ]);
  expect(unappliedOf({ stack: "dev", nodes, configured: [] })[0]!.commands).toEqual(["npm run pulumi -- up"]);
});

test("Nothing is said where both agree, labels that YAML reads as numbers included", () => {
  const text = "config:\n  swarm:nodes:\n    - { name: node1, role: worker, labels: { rack: 3 } }\n";

  expect(said(text, [node("node1", { labels: { rack: "3" } })])).toEqual([]);
});

test("Nor of a node that an update is changing, nor where the state is not known", () => {
  const text = "config:\n  swarm:nodes:\n    - { name: node1, role: manager }\n";

  expect(said(text, [node("node1", { changing: true })])).toEqual([]);
  expect(said(text, [], { problem: "pulumi cannot export the stack" })).toEqual([]);
});

test.each([
  ["no nodes", "config:\n  swarm:driver: local\n"],
  ["nothing", ""],
  ["half a line, as in an editor", "config:\n  swarm:nodes: [\n"],
])("Nor of a file that has %s", (_, text) => {
  expect(said(text, [node("node1")])).toEqual([]);
});
