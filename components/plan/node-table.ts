import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../machine/machine";
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

/** Adds to each row of the swarm's table what is known of the node's machine. */
export function nodeTable(
  rows: pulumi.Output<NodeRow[]>,
  machines: readonly Machine[],
): pulumi.Output<ClusterNode[]> {
  const known = machines.map(({ machineName: name, driver, url, state }) => ({ name, driver, url, state }));
  return pulumi.all([rows, pulumi.all(known)]).apply(([nodes, all]) =>
    nodes.map((row) => {
      const { driver, url, state } = all.find(({ name }) => name === row.name) ?? {};
      return { ...row, driver, url, state };
    }),
  );
}
