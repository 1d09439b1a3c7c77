import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { globalArguments } from "../tool/arguments";
import { runOrThrow } from "../../../lib/run";
import type { MachineSpec } from "../spec";
import { listMachines } from "./record";
import { renewedFile, renewStore } from "./renewal";

/** Notes the trigger that the certificates were made for. */
export const rotatedFile = "rotated";

/**
 * Creates a store's certificates where it has none yet, renews them in their last days, and replaces those that do not belong together and that no
 * machine uses. The caller holds the store's lock: docker-machine itself has none, and creates that run together would leave
 * an authority and a client certificate that do not fit, for good.
 * @throws when machines use certificates that do not belong together
 */
export async function ensureCertificates(
  spec: MachineSpec,
  binary: string,
  report: (line: string) => void,
): Promise<void> {
  const store = resolve(spec.storePath);
  const folder = join(store, "certs");
  const problem = certificateProblem(folder);
  if (problem === undefined) {
    if (renewStore(folder)) report("the store's certificates were near their end, and are renewed");
    return;
  }
  const users = listMachines(store);
  if (users.length > 0 && existsSync(folder)) {
    throw new Error(
      `The certificates in ${folder} cannot be used (${problem}), and ${users.join(", ")} may have been created with ` +
        "them: remove these machines, or restore the folder.",
    );
  }
  report("creating the store's certificates");
  await makeCertificates(store, binary);
  const wrong = certificateProblem(folder);
  if (wrong)
    throw new Error(`docker-machine created certificates in ${folder} that cannot be used: ${wrong}`);
}

/**
 * Gives a store another authority and client certificate, once for each value of a trigger. Machines keep the copies of the
 * former ones that they were set up with. The caller holds the store's lock.
 */
export async function replaceCertificates(
  { storePath }: MachineSpec,
  binary: string,
  trigger: string,
  report: (line: string) => void,
): Promise<void> {
  const store = resolve(storePath);
  const rotated = join(store, "certs", rotatedFile);
  if (existsSync(rotated) && readFileSync(rotated, "utf8") === trigger) return;
  report("creating another authority and client certificate for all machines of the store");
  await makeCertificates(store, binary, {
    [rotatedFile]: trigger,
    [renewedFile]: `${new Date().toISOString()}\n`,
  });
}

/** Why a folder's certificates cannot be used, as a clause; undefined where they belong together. */
export function certificateProblem(folder: string): string | undefined {
  try {
    const read = (file: string) => readFileSync(join(folder, file));
    const problem = clientProblem(read);
    if (problem) return problem;
    const authority = new X509Certificate(read("ca.pem"));
    if (!authority.checkPrivateKey(createPrivateKey(read("ca-key.pem"))))
      return "ca-key.pem is not the key of ca.pem";
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Why a client's certificates do not belong together, as a clause; undefined where they do.
 * @param read gives the content of ca.pem, cert.pem and key.pem
 * @throws where one of them cannot be read
 */
export function clientProblem(read: (file: string) => string | Buffer): string | undefined {
  const authority = new X509Certificate(read("ca.pem"));
  const client = new X509Certificate(read("cert.pem"));
  if (!client.verify(authority.publicKey)) return "ca.pem did not sign cert.pem";
  return client.checkPrivateKey(createPrivateKey(read("key.pem")))
    ? undefined
    : "key.pem is not the key of cert.pem";
}

// In a store of their own, moved over when they are complete: a run that is killed leaves all of them or none. The
// machine of driver none is only a record, and goes with that store.
async function makeCertificates(
  store: string,
  binary: string,
  notes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const workshop = join(store, "new-certificates");
  rmSync(workshop, { recursive: true, force: true });
  try {
    const globals = globalArguments({ storePath: workshop, driver: "none" });
    const create = ["create", "--driver=none", "--url=tcp://127.0.0.1:2376", "certificates"];
    await runOrThrow(binary, [...globals, ...create], { timeoutSeconds: 60 });
    for (const [name, text] of Object.entries(notes))
      writeFileSync(join(workshop, "certs", name), text, { mode: 0o600 });
    rmSync(join(store, "certs"), { recursive: true, force: true });
    renameSync(join(workshop, "certs"), join(store, "certs"));
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}
