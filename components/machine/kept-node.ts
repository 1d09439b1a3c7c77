import { X509Certificate } from "node:crypto";
import { runRootScript } from "./root-script";

const seconds = 30;

const question = "cat \"$(docker info --format '{{.DockerRootDir}}')/swarm/certificates/swarm-node.crt\"";

/**
 * Asks a host by SSH for the ID of the swarm node that its engine is: an engine whose node has stopped with an error tells
 * none. Changes nothing.
 * @returns undefined where the host cannot be asked, or its engine is in no swarm
 */
export async function keptNodeId(storePath: string, name: string): Promise<string | undefined> {
  try {
    const { code, stdout } = await runRootScript({ storePath, name }, question, seconds);
    return code === 0 ? nodeIdIn(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** The node that a certificate of SwarmKit is for, which is its common name (ca/certificates.go); undefined where it is none. */
export function nodeIdIn(pem: string): string | undefined {
  try {
    return /^CN=(.+)$/m.exec(new X509Certificate(pem).subject)?.[1];
  } catch {
    return undefined;
  }
}
