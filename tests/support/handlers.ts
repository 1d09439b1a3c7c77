import { makeNodeHandlers } from "../../components/swarm/node/handlers";
import type { NodeInputs, NodeState } from "../../components/swarm/node/state";
import { Run } from "../../components/swarm/session/run";
import { makeSwarmHandlers } from "../../components/swarm/swarm/handlers";
import type { SwarmInputs, SwarmState } from "../../components/swarm/swarm/state";
import { makeTokensHandlers } from "../../components/swarm/tokens/handlers";
import { elapse } from "./elapse";
import { FakeWorld } from "./fake-world";

/** All handlers over one world of fake hosts, and what the program would have in its state. */
export function stage(...names: string[]) {
  const world = new FakeWorld(...names);
  const run = new Run(() => world.fleet);
  run.programRan = true;
  const node = makeNodeHandlers(run);
  const swarm = makeSwarmHandlers(run);
  const tokens = makeTokensHandlers(run);
  const swarmInputs = (more: Partial<SwarmInputs> = {}): SwarmInputs => ({
    cluster: "project/dev/swarm",
    storePath: ".store",
    machine: names[0],
    machineId: `${names[0]}-1`,
    ...more,
  });
  const nodeInputs = (swarmId: string, machine: string, more: Partial<NodeInputs> = {}): NodeInputs => ({
    storePath: ".store",
    swarmId,
    machine,
    machineId: `${machine}-1`,
    role: "worker",
    availability: "active",
    labels: {},
    ...more,
  });
  return {
    world,
    run,
    node,
    swarm,
    tokens,
    swarmInputs,
    nodeInputs,
    /** Makes a swarm on the first host and joins the others in order. */
    async up(roles: Readonly<Record<string, NodeInputs["role"]>>, more: Partial<SwarmInputs> = {}) {
      const founded = await elapse(swarm.create(swarmInputs(more)));
      const states: Record<string, NodeState> = {};
      for (const [name, role] of Object.entries(roles)) {
        states[name] = (await elapse(node.create(nodeInputs(founded.id, name, { role })))).outs;
      }
      return { swarmId: founded.id, state: founded.outs as SwarmState, nodes: states };
    },
  };
}
