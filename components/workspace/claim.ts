import { connect } from "../engine/client";
import type { HostKind } from "../hosts/host";
import { driverOf } from "../machine/drivers";
import type { MachineSpec } from "../machine/spec";
import { isUnfinished } from "../machine/store/notes";
import { readMachine, type StoredMachine } from "../machine/store/record";

/**
 * Why a machine may belong to somebody, as a clause about it; undefined where it can be shown that nobody has it: its
 * create never finished, or it is in no swarm. What a stack has in its state joins a swarm at once, so a machine that is
 * in none was left by a run that was interrupted before.
 */
export async function machineClaim(spec: MachineSpec): Promise<string | undefined> {
  const machine = readMachine(spec.storePath, spec.name);
  // docker-machine writes its record first: without it nothing was created.
  if (!machine?.driver) return undefined;
  const state = await swarmState(machine);
  if (state !== undefined) return inactive.includes(state) ? undefined : `is a node of a swarm (${state})`;
  if (isUnfinished(spec.storePath, spec.name)) return undefined;
  const { hosts } = driverOf(spec.driver);
  if (hosts?.isMember && spec.local) return hostClaim(hosts, spec.local.directory, spec.name);
  return "does not answer, and may be a node of a swarm";
}

/** The same of a host, by its disk. */
export async function hostClaim(
  kind: HostKind,
  directory: string,
  name: string,
): Promise<string | undefined> {
  return (await kind.isMember?.({ directory, name })) ? "is a node of a swarm" : undefined;
}

const inactive = ["", "inactive"];

/** What a machine's engine says of its swarm; undefined where it does not answer. */
async function swarmState({
  address,
  enginePort: port,
  certPath,
}: StoredMachine): Promise<string | undefined> {
  try {
    const { Swarm: swarm } = await connect({ address, port, certPath }).within(5).info();
    return swarm?.LocalNodeState ?? "";
  } catch {
    return undefined;
  }
}
