import { isNotInSwarm } from "../../engine/errors";
import { nodeOf, type Member } from "./members";
import { answering } from "./membership";
import { movedStatus } from "./diff";
import type { NodeInputs, NodeState } from "./state";
import { demote } from "./role";
import { say } from "../session/say";

/**
 * Takes a node whose machine has another address now out of its swarm, to join again: a node keeps the address it
 * joined with. Where it is known to have moved, or its machine is off and may come back elsewhere, the machine is made
 * to answer first. A node that is where it was is left alone.
 * @throws for one that is to be a manager, before its membership is touched: the others find a manager by its address
 */
export async function leaveOldAddress(member: Member, olds: NodeState, wanted: NodeInputs): Promise<void> {
  if (olds.status === movedStatus && wanted.role === "manager") throw refusal(member, olds);
  const { Swarm: swarm } = await answering(member.fleet, member.machine);
  const address = member.fleet.machine(member.machine)?.address;
  const moved = olds.machineAddress && address !== olds.machineAddress && swarm.NodeAddr !== address;
  if (!moved || olds.advertiseAddress || swarm.LocalNodeState === "inactive") return;
  if (wanted.role === "manager") throw refusal(member, olds);
  say(member.machine, `moved from ${olds.machineAddress} to ${address}: leaving, and joining anew`);
  if ((await nodeOf(member)).ManagerStatus) await demote(member);
  await member.fleet
    .engine(member.machine)
    .swarmLeave()
    .catch((error: unknown) => {
      if (!isNotInSwarm(error)) throw error;
    });
}

function refusal(member: Member, olds: NodeState): Error {
  const address = member.fleet.machine(member.machine)?.address;
  const where = address === olds.machineAddress ? "another address" : address;
  return new Error(
    `${member.machine} is a manager known by ${olds.machineAddress}, and its machine has ${where} now: ` +
      `manager addresses must be static. Give the machine its old address back (a fixed lease), or make the node a ` +
      `worker first and a manager again afterwards`,
  );
}
