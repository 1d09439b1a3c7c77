import { done, notYet, waitFor } from "../../../lib/wait";
import { withManager } from "../session/managers";
import type { Member } from "./members";
import { say } from "../session/say";

// Measured: for 4 to 5 s after a demotion the node's certificate still says manager, and a promotion in that time
// takes 30 s. The API shows no certificate, but each step of a demotion, its new certificate last, moves UpdatedAt.
const settleSeconds = 6;

/** Waits until a promotion of the node will not stall. */
export async function certificateSettled(member: Member): Promise<void> {
  const age = await sinceLastChange(member);
  if (age >= settleSeconds) return;
  const wait = Math.ceil(settleSeconds - age);
  say(
    member.machine,
    `changed a moment ago: waiting ${wait} s, since a promotion right after a demotion stalls`,
  );
  await waitFor({
    what: `the certificate of ${member.machine} to be a worker's`,
    seconds: 3 * settleSeconds,
    look: async () => {
      const now = await sinceLastChange(member);
      return now >= settleSeconds ? done(undefined) : notYet(`last changed ${now.toFixed(1)} s ago`);
    },
    everyMs: 500,
  });
}

/** Seconds, by the manager's own clock. A node that is itself younger than that was no manager before. */
function sinceLastChange(member: Member): Promise<number> {
  return withManager(member.fleet, member.swarmId, async ({ engine }) => {
    const [node, info] = [await engine.node(member.nodeId), await engine.info()];
    const since = (time: string) => (Date.parse(info.SystemTime) - Date.parse(time)) / 1000;
    const isNew = since(node.CreatedAt) < settleSeconds && !demotedHere.has(member.nodeId);
    return isNew ? settleSeconds : since(node.UpdatedAt);
  });
}

/** Nodes that were demoted in this process. */
const demotedHere = new Set<string>();

/** Says that a node was just demoted, so that it is not taken for a new one. */
export function notifyDemoted(nodeId: string): void {
  demotedHere.add(nodeId);
}
