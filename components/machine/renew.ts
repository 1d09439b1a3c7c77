import { findBinary } from "./tool/binary";
import type { MachineSpec } from "./spec";
import type { Tool } from "./tool/call";
import { provisionOnHost } from "./set-up";
import { requireSpec } from "./store/notes";
import { prepareStore, withMachineLock, withRenewalLock } from "./store/folder";

/**
 * Gives a machine new certificates: of the authority and the client those of the store, renewed where it is time, and a
 * new one for its engine. The engine restarts, since it reads them only when it starts.
 * @throws when docker-machine cannot do it
 */
export async function renewCertificates(
  storePath: string,
  name: string,
  report: (line: string) => void,
): Promise<void> {
  await provisionAgain(requireSpec(storePath, name), report);
}

/**
 * Provisions a machine again, with the certificates that its store has then: one machine of the store at a time.
 * @param before what is done to store and host first, under the machine's lock. @default nothing
 */
export async function provisionAgain(
  spec: MachineSpec,
  report: (line: string) => void,
  before: (tool: Tool) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const tool = { spec, binary: findBinary(spec.machineBinary) };
  await withMachineLock(spec, async () => {
    await prepareStore(spec, tool.binary, report);
    await before(tool);
    await withRenewalLock(spec, () => provisionOnHost(tool, report));
  });
}
