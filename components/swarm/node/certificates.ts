import { endsSoon, endText } from "../../machine/store/renewal";
import type { Fleet } from "../session/fleet";
import { say, sayWhile } from "../session/say";
import type { Member } from "../session/session";
import { maintain } from "./maintenance";

/** Of a node whose certificates for its engine end within 90 days: an update renews them. */
export const endingStatus = "certificates end soon";

/** Whether a machine's certificates for its engine are to be renewed. */
export function areEnding(fleet: Fleet, machine: string): boolean {
  const end = fleet.certificatesEnd(machine);
  return end !== undefined && endsSoon(end);
}

/** When a machine's certificates end, in words. */
export function endOf(fleet: Fleet, machine: string): string {
  const end = fleet.certificatesEnd(machine);
  return end ? `its certificates for the Docker Engine ${endText(end)}; up renews them` : "";
}

/** Renews the certificates of a node's engine in their last 90 days, one node after the other. */
export async function renewEnding(member: Member): Promise<void> {
  const { machine, session } = member;
  const { fleet } = session;
  if (!areEnding(fleet, machine)) return;
  say(machine, `${endOf(fleet, machine)}: renewing them`);
  await maintain(member, () =>
    sayWhile(machine, "docker-machine to renew its certificates", () => fleet.renewCertificates(machine)),
  );
}
