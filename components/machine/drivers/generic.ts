import { isIP } from "node:net";
import { z } from "zod";
import { defineDriver } from "./driver";
import { port, text } from "./options";
import { checkSshHost } from "./ssh-check";
import { keyFile, keyProblem } from "./ssh-key";

const hostRule = "IP address or DNS name without scheme and port expected, e.g. 192.168.1.20";
const hostName = z.string(hostRule).refine(isHost, hostRule);

const userRule = "name of a user expected: letters, digits and . _ - @, the first none of . - @, e.g. ops";
const user = z.string(userRule).regex(/^[a-z0-9_][a-z0-9_.@-]*$/i, userRule);

const keyPath = text.superRefine((path, context) => {
  const problem = keyProblem(path);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

/**
 * docker-machine's driver generic: any host that is reached by SSH.
 *
 * Provisioning writes on that host: its host name, /etc/hosts, Docker's service unit and /etc/docker; it restarts
 * Docker, and installs it where it is missing.
 */
export const generic = defineDriver({
  name: "generic",
  options: () =>
    z.strictObject({
      /** IP address or DNS name of the host. Required. */
      ipAddress: hostName,
      /** User who may use sudo without a password. @default "root" */
      sshUser: user.optional(),
      /** Path of the private key, relative to the project or absolute. @default ssh's own keys and agent */
      sshKey: keyPath.optional(),
      /** Port of SSH. @default 22 */
      sshPort: port.optional(),
      /** Port of the Docker Engine. @default 2376 */
      enginePort: port.optional(),
    }),
  flags: (options) =>
    typeof options.sshKey === "string" ? { ...options, sshKey: keyFile(options.sshKey) } : options,
  check: async (spec, knownHosts, report) => {
    const guard = await checkSshHost(spec, knownHosts, report);
    report(
      "provisioning sets the host's name, /etc/hosts and Docker's service and certificates, and restarts Docker",
    );
    return guard;
  },
  location: ({ ipAddress, sshPort = 22, enginePort = 2376 }) =>
    ipAddress === undefined
      ? undefined
      : { address: String(ipAddress), sshPort: Number(sshPort), enginePort: Number(enginePort) },
  copiedFiles: ["sshKey"],
  isRecordOnly: true,
  // To it a host is stopped as soon as its SSH port does not answer.
  tellsState: false,
  // Without a key it has to use the ssh program, which knows agents.
  sharesSsh: ({ sshKey }) => sshKey === undefined,
  usesNativeSsh: ({ sshKey }) => sshKey !== undefined,
});

/** Whether a text is an IP address or a DNS name, without scheme and port. What looks like an IPv4 must be one. */
export function isHost(name: string): boolean {
  if (isIP(name) !== 0) return true;
  if (name.length > 253 || /^[\d.]+$/.test(name)) return false;
  return name.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}
