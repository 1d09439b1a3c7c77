import { existsSync, readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { call, callOrThrow } from "./tool/call";
import { findBinary } from "./tool/binary";
import { driverOf } from "./drivers";
import { refuseElsewhere } from "./elsewhere";
import { foreignText, ownership } from "./owner";
import { forgetSpec, isUnfinished, recallSpec } from "./store/notes";
import { relocateMachine } from "./store/relocate";
import type { MachineSpec } from "./spec";
import { listMachines, machineFolder, readMachine } from "./store/record";
import { dropEmptyStore, withMachineLock } from "./store/folder";

/**
 * Removes a machine, with what its driver created for it. An absent machine is no error. With the last one go the
 * unfinished ones of earlier runs, and then a store that was created here.
 * @throws when the driver cannot remove it: the record is kept, and the message names what may be left where
 */
export async function removeMachine(spec: MachineSpec, report: (line: string) => void): Promise<void> {
  if (!existsSync(resolve(spec.storePath))) return report("absent, nothing to remove");
  refuseElsewhere(spec);
  await removeAlone(spec, report);
  const others = listMachines(spec.storePath);
  if (others.every((name) => isUnfinished(spec.storePath, name))) {
    for (const name of others) await removeUnfinished(spec, name, report);
  }
  await dropEmptyStore(spec.storePath);
}

/**
 * Takes a machine's record out of the store by `docker-machine rm`, and what the driver created for it. The caller holds
 * the machine's lock.
 * @param isGone the driver said that the machine no longer exists
 * @throws as removeMachine
 */
export async function removeRecord(
  spec: MachineSpec,
  report: (line: string) => void,
  isGone = false,
): Promise<void> {
  if (!readMachine(spec.storePath, spec.name)) return;
  if (await isAnothers(spec)) {
    report(
      "its virtual machine is gone, and one of another store bears its name: only the record is deleted",
    );
    return rmSync(machineFolder(spec.storePath, spec.name), { recursive: true, force: true });
  }
  relocateMachine(spec);
  const tool = { spec, binary: findBinary(spec.machineBinary) };
  const options = { timeoutSeconds: 180, onLine: report };
  let said = "";
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { stderr } = await call(tool, "rm -y", options);
    if (!readMachine(spec.storePath, spec.name)) return;
    said = stderr.trim() || said;
  }
  if (!isGone && !driverOf(spec.driver).isRecordOnly && !isFolderEmpty(spec))
    throw new Error(leftText(spec, said));
  report(`docker-machine cannot remove it (${said}); its record is deleted, the host itself is not touched`);
  await callOrThrow(tool, "rm -f", options);
  if (readMachine(spec.storePath, spec.name)) throw new Error(leftText(spec, said));
}

async function removeAlone(spec: MachineSpec, report: (line: string) => void): Promise<void> {
  await withMachineLock(spec, async () => {
    if (!readMachine(spec.storePath, spec.name)) report("absent, nothing to remove");
    await removeRecord(spec, report);
    forgetSpec(spec.storePath, spec.name);
  });
}

/** Whether only virtual machines of somebody else bear its name. With one of each, docker-machine might take either. */
async function isAnothers(spec: MachineSpec): Promise<boolean> {
  const owners = await ownership(spec);
  if (!owners || owners.foreign.length === 0) return false;
  if (owners.ours.length > 0) throw new Error(foreignText(spec, owners));
  return true;
}

/** A living create holds the machine's lock, and has finished when we get it. */
async function removeUnfinished(
  { storePath }: MachineSpec,
  name: string,
  report: (line: string) => void,
): Promise<void> {
  const spec = recallSpec(storePath, name);
  if (!spec) return;
  await withMachineLock(spec, async () => {
    if (!isUnfinished(storePath, name)) return;
    report(`removing ${name}, which an earlier run left unfinished`);
    await removeRecord(spec, report);
    forgetSpec(storePath, name);
  });
}

/** docker-machine writes its record before the driver creates anything: no record, nothing created. */
function isFolderEmpty(spec: MachineSpec): boolean {
  return readdirSync(machineFolder(spec.storePath, spec.name)).length === 0;
}

function leftText({ name, driver, storePath }: MachineSpec, said: string): string {
  const folder = machineFolder(storePath, name);
  return (
    `docker-machine could not remove machine ${name}: ${said || "it did not say why"}\n` +
    `Its record is kept, since ${driver} may still have a virtual machine "${name}". Next: fix what it reports and ` +
    `run again; or remove the virtual machine in ${driver} by hand, then the folder ${folder}.`
  );
}
