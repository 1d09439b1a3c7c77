// What a refresh may find a node to be; whatever is not healthy, an update repairs.

/** Whether a node of that status needs nothing; its state is unknown for some seconds after a change of the leader. */
export function isHealthy(status: string | undefined): boolean {
  return status === undefined || status === "ready" || status === "unknown" || isElsewhere(status);
}

/** Of a node whose machine is a part of another computer, and cannot be asked from here. */
export function elsewhereStatus(computer: string): string {
  return `on computer ${computer}`;
}

function isElsewhere(status: string): boolean {
  return status.startsWith(elsewhereStatus(""));
}

/** Of a node whose machine's keys are neither on this computer nor in the state. */
export const keylessStatus = "no keys";

/** Of a node whose machine is known to be switched off: an update starts it. */
export const stoppedStatus = "stopped";

/** Of a node whose engine accepts connections and answers nothing, and that is not brought up to date. */
export const hangingStatus = "hangs";

/** Of a node whose host's network lacks rules of the firewall: an update adds them again. */
export const unshieldedStatus = "unshielded";

/** Of a node whose machine has another address than the one it joined with. */
export const movedStatus = "moved";
