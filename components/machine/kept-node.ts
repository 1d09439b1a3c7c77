import { X509Certificate } from "node:crypto";
import { runRootScript } from "./root-script";

/** The swarm node that an engine is, as its own disk says. */
export interface KeptNode {
  readonly nodeId: string;
  readonly swarmId: string;
}

const seconds = 30;

// SwarmKit's certificate of a node: its organisation is the swarm, its name is the node (ca/certificates.go).
const question = "cat \"$(docker info --format '{{.DockerRootDir}}')/swarm/certificates/swarm-node.crt\"";

/**
 * Asks a host by SSH which node its engine is: an engine whose node has stopped with an error tells no ID. Changes nothing.
 * @returns undefined where the host cannot be asked, or its engine is in no swarm
 */
export async function keptNode(storePath: string, name: string): Promise<KeptNode | undefined> {
  try {
    const { code, stdout } = await runRootScript({ storePath, name }, question, seconds);
    return code === 0 ? nodeOf(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** The node that a certificate of SwarmKit names; undefined where it is none. */
export function nodeOf(pem: string): KeptNode | undefined {
  const field = (name: string, subject: string) => new RegExp(`^${name}=(.+)$`, "m").exec(subject)?.[1];
  try {
    const { subject } = new X509Certificate(pem);
    const [nodeId, swarmId] = [field("CN", subject), field("O", subject)];
    return nodeId && swarmId ? { nodeId, swarmId } : undefined;
  } catch {
    return undefined;
  }
}
