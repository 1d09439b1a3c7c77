import type { Task } from "../../engine/types";
import { done, notYet, waitFor, WaitError } from "../../../lib/wait";
import { withManager } from "../session/managers";
import { updateNode, type Member } from "./members";
import { say, stopwatch } from "../session/say";

const drainSeconds = 60;
const ended = ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"];

/**
 * Takes all tasks off a node and waits until they have stopped there. Tasks that do not stop within a minute are
 * listed, and hold up nothing more.
 */
export async function drain(member: Member): Promise<void> {
  const took = stopwatch();
  await updateNode(member, (spec) => ({ ...spec, Availability: "drain" }));
  try {
    const count = await tasksStopped(member);
    if (count > 0) say(member.machine, `drained of ${count} tasks ${took()}`);
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    say(member.machine, `${error.message}. Going on without waiting for them`);
  }
}

/** Returns how many tasks there were to wait for. */
function tasksStopped(member: Member): Promise<number> {
  let most = 0;
  return withManager(member.fleet, member.swarmId, ({ engine }) =>
    waitFor({
      what: `the tasks on ${member.machine} to stop`,
      seconds: drainSeconds,
      look: async () => {
        const running = (await engine.tasks(member.nodeId)).filter(isRunning);
        most = Math.max(most, running.length);
        return running.length === 0 ? done(most) : notYet(running.map(nameOf).join(", "));
      },
    }),
  );
}

// Tasks that never started run nowhere, so there is nothing to wait for.
function isRunning(task: Task): boolean {
  return !ended.includes(task.Status.State) && !["new", "pending"].includes(task.Status.State);
}

function nameOf(task: Task): string {
  return `task ${task.ID} of service ${task.ServiceID} (${task.Status.State})`;
}
