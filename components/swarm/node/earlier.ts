import { reasonOf } from "../../engine/errors";
import type { Node } from "../../engine/types";
import { say } from "../session/say";
import type { Member } from "../session/session";
import { removeGone } from "./list";

/**
 * Removes what is left of earlier lives of a machine in its swarm: nodes with an ID that this machine is known to have
 * had. Host names tell nothing: another machine may bear the same one, and managers show a wrong one for seconds
 * (moby#46462). A node of the same name that is not known stays, and is named. An entry that cannot be removed is
 * reported and stays too.
 * @param formerId node ID that the state has. @default none is known
 */
export async function removeEarlierEntries(member: Member, node: Node, formerId?: string): Promise<void> {
  const { session, machine } = member;
  const known = new Set([...session.fleet.nodeNotes(machine).ids, ...(formerId ? [formerId] : [])]);
  const others = (await session.nodes()).filter((other) => other.ID !== node.ID);
  for (const earlier of others.filter((other) => known.has(other.ID))) {
    try {
      await removeGone({ ...member, nodeId: earlier.ID }, earlier);
      say(machine, `removed its earlier entry ${earlier.ID}`);
    } catch (error) {
      say(machine, `its earlier entry ${earlier.ID} stays: ${reasonOf(error)}`);
    }
  }
  for (const other of others.filter((each) => !known.has(each.ID) && isNamesake(each, node))) {
    const text = `node ${other.ID} of the same host name is ${other.Status.State} and not known to be this machine's`;
    if (session.memory.isFirst(other.ID))
      say(machine, `${text}: it stays. By hand: docker node rm ${other.ID}`);
  }
}

function isNamesake(other: Node, node: Node): boolean {
  return other.Description.Hostname === node.Description.Hostname && other.Status.State === "down";
}
