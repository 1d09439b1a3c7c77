import { resolve } from "node:path";
import { findBinary } from "./tool/binary";
import { callOrThrow, createSeconds } from "./tool/call";
import { recallSpec } from "./store/notes";
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
  const spec = recallSpec(storePath, name);
  if (!spec) throw new Error(`Nothing is known of machine ${name} in ${resolve(storePath)}`);
  const tool = { spec, binary: findBinary(spec.machineBinary) };
  await withMachineLock(spec, async () => {
    await prepareStore(spec, tool.binary, report);
    const options = { timeoutSeconds: createSeconds(spec), onLine: report };
    await withRenewalLock(spec, () => callOrThrow(tool, "provision", options));
  });
}
