import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../machine/machine";
import type { SwarmNode } from "../swarm/node/resource";
import type { NodeRow } from "../swarm/status";

/** A node as `docker node ls` and `docker-machine ls` show it together. */
export interface ClusterNode extends NodeRow {
  /** Driver of its machine, as asked for; absent for a node that this program does not declare. */
  readonly driver?: string;
  /** URL of its Docker Engine. */
  readonly url?: string;
  /** State of its machine when it was created or last repaired: "Running". */
  readonly state?: string;
}

/** A declared node: its machine and its membership. */
export interface DeclaredNode {
  readonly machine: Machine;
  readonly member: SwarmNode;
}

/** Adds to each row of the swarm's table what is known of the node's machine: by node ID, since host names change. */
export function nodeTable(
  rows: pulumi.Output<NodeRow[]>,
  declared: readonly DeclaredNode[],
): pulumi.Output<ClusterNode[]> {
  const known = declared.map(({ machine, member }) => ({
    id: member.nodeId,
    driver: machine.driver,
    url: machine.url,
    state: machine.state,
  }));
  return pulumi.all([rows, pulumi.all(known)]).apply(([nodes, all]) =>
    nodes.map((row) => {
      const { driver, url, state } = all.find(({ id }) => id === row.id) ?? {};
      return { ...row, driver, url, state };
    }),
  );
}

/** The table as the state has it, for a swarm that does not answer. */
export function lastKnownRows(members: readonly SwarmNode[]): pulumi.Output<NodeRow[]> {
  return pulumi.all(members.map(lastKnownRow));
}

function lastKnownRow(member: SwarmNode): pulumi.Output<NodeRow> {
  const { nodeId, role, address, availability, status, leader, reachability, engineVersion } = member;
  const { machine, hostname, labels, otherLabels } = member;
  const row = { role, address, availability, status, engineVersion };
  const rest = { machine, hostname, labels, otherLabels, reachability, leader, nodeId };
  return pulumi.output({ row, rest }).apply((known) => ({
    ...known.row,
    name: known.rest.hostname ?? known.rest.machine,
    id: known.rest.nodeId,
    leader: known.rest.leader ?? false,
    ...(known.rest.reachability && { reachability: known.rest.reachability }),
    labels: { ...known.rest.otherLabels, ...known.rest.labels },
  }));
}
