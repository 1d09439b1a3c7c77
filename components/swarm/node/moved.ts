import { isNotInSwarm } from "../../engine/errors";
import { say } from "../session/say";
import type { Member } from "../session/session";
import { movedStatus } from "./status";
import { answering } from "./membership";
import { demote } from "./role";
import type { NodeInputs, NodeState } from "./state";

/**
 * Takes a node whose machine has another address now out of its swarm, to join again: a node keeps the address it
 * joined with. A machine that is off may come back elsewhere, so it is started first. A node that is where it was is
 * left alone.
 * @throws for one that is to be a manager, before its membership is touched: the others find a manager by its address
 */
export async function leaveOldAddress(member: Member, olds: NodeState, wanted: NodeInputs): Promise<void> {
  const { machine, session } = member;
  const { fleet } = session;
  if (olds.status === movedStatus && wanted.role === "manager") throw movedManager(member, olds);
  const { Swarm: swarm } = await answering(fleet, machine);
  const address = fleet.machine(machine)?.nodeAddress;
  const moved = olds.machineAddress && address !== olds.machineAddress && swarm.NodeAddr !== address;
  if (!moved || olds.advertiseAddress || swarm.LocalNodeState === "inactive") return;
  if (wanted.role === "manager") throw movedManager(member, olds);
  say(machine, `moved from ${olds.machineAddress} to ${address}: leaving, and joining again`);
  if ((await session.node(member.nodeId)).ManagerStatus) await demote(member);
  await fleet
    .engine(machine)
    .swarmLeave()
    .catch((error: unknown) => {
      if (!isNotInSwarm(error)) throw error;
    });
}

function movedManager({ machine, session }: Member, olds: NodeState): Error {
  const address = session.fleet.machine(machine)?.nodeAddress;
  const where = address === olds.machineAddress ? "another address" : address;
  return new Error(
    `${machine} is a manager known by ${olds.machineAddress}, and its machine has ${where} now: ` +
      `manager addresses must be static. Give the machine its old address back (a fixed lease), or make the node a ` +
      `worker first and a manager again afterwards`,
  );
}
