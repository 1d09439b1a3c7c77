import { resolve } from "node:path";
import { driverOf } from "./drivers";
import { refuseElsewhere } from "./elsewhere";
import { replaceSshKey } from "./ssh-rotation";
import { replaceCertificates } from "./store/certificates";
import { provisionAgain } from "./renew";
import { withStoreLock } from "./store/folder";
import { recallSpec, requireSpec } from "./store/notes";
import { listMachines } from "./store/record";

/**
 * Replaces all that opens a machine: its SSH key, and the certificates between its engine and us, of an authority that is
 * new for all machines of the store. Afterwards the former ones open nothing. The engine restarts.
 *
 * The SSH key of a machine that is a part of this computer stays: no state has it.
 * @param trigger for each value the store gets one new authority; machines that have not had their turn keep the former
 * @throws when it cannot be done: the machine can still be reached, and another call goes on
 */
export async function rotateKeys(
  storePath: string,
  name: string,
  trigger: string,
  report: (line: string) => void,
): Promise<void> {
  refuseElsewhere({ storePath, name });
  const spec = requireSpec(storePath, name);
  const driver = driverOf(spec.driver);
  if (!driver.setsUpEngine) return;
  refuseOthersMachines(storePath);
  await provisionAgain(spec, report, async (tool) => {
    await withStoreLock(resolve(storePath), () => replaceCertificates(spec, tool.binary, trigger, report));
    if (!driver.isPartOfComputer) await replaceSshKey(tool, report);
  });
}

/** @throws where the store has machines of somebody else, which need the authority that is there */
function refuseOthersMachines(storePath: string): void {
  const others = listMachines(storePath).filter((name) => recallSpec(storePath, name) === undefined);
  if (others.length === 0) return;
  throw new Error(
    `The keys in ${resolve(storePath)} cannot be replaced: ${others.join(", ")} in it are not this stack's, and need the ` +
      "authority that is there. Nothing was changed. Set storePath to a folder of its own for machines to come",
  );
}
