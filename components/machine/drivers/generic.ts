import { z } from "zod";
import { isHost } from "./address";
import { port, text } from "./shape";
import { keyProblem } from "./ssh-key";

const hostRule = "IP address or DNS name without scheme and port expected, e.g. 192.168.1.20";
const hostName = z.string(hostRule).refine(isHost, hostRule);

const keyPath = text.superRefine((path, context) => {
  const problem = keyProblem(path);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

/**
 * Options of docker-machine's driver generic: any host that is reached by SSH.
 *
 * Provisioning writes on that host: its host name, /etc/hosts, Docker's service unit and /etc/docker; it restarts
 * Docker, and installs it where it is missing.
 */
export const genericShape = () =>
  z.strictObject({
    /** IP address or DNS name of the host. Required. */
    ipAddress: hostName,
    /** User with root's rights by sudo without a password. @default "root" */
    sshUser: text.optional(),
    /** Path of the private key, relative to the project or absolute. @default ssh's own keys and agent */
    sshKey: keyPath.optional(),
    /** Port of SSH. @default 22 */
    sshPort: port.optional(),
    /** Port of the Docker Engine. @default 2376 */
    enginePort: port.optional(),
  });

/** Options of docker-machine's driver generic. */
export type GenericOptions = z.infer<ReturnType<typeof genericShape>>;
