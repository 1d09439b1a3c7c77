import { z } from "zod";
import { dockerHosts } from "../../hosts/docker";
import { networkProblem } from "../../hosts/local/address";
import { defineDriver } from "./driver";
import { text, whole } from "./options";

const portRule =
  'port expected as "8080:80" (this computer\'s and the node\'s), with "/udp" where it is not TCP';
const publishedPort = z.string(portRule).regex(/^\d{1,5}:\d{1,5}(\/(tcp|udp|sctp))?$/, portRule);

const network = text.superRefine((value, context) => {
  const problem = value === "auto" ? undefined : networkProblem(value);
  if (problem) context.addIssue({ code: "custom", message: problem, input: value });
});

/**
 * This project's own driver for any computer with Docker: each machine is a container of the person's own engine, with
 * a Docker Engine of its own inside, which docker-machine's driver generic sets up.
 */
export const docker = defineDriver({
  name: "docker",
  isPartOfComputer: true,
  machineDriver: "generic",
  options: () =>
    z.strictObject({
      /** Most memory of the node, in MB. @default all the engine has */
      memory: whole(128, 16_777_216, "memory in MB expected, a whole number of at least 128").optional(),
      /** Most processors of the node, 1.5 for one and a half. @default all the engine has */
      cpus: z.number("number of processors expected, e.g. 1.5").positive("more than 0 expected").optional(),
      /** Image with systemd, sshd and a Docker Engine. @default one of this project's own, built once */
      image: text.optional(),
      /** Docker context of the engine. @default the current one when the first node is created */
      context: text.optional(),
      /** IPv4 network of the nodes in the engine, or "auto". @default the cluster's setting localNetwork */
      network: network.optional(),
      /** Ports of the node that this computer reaches on 127.0.0.1: "8080:80". @default none */
      publish: z.array(publishedPort, "a list of ports expected").optional(),
    }),
  flags: (_options, access) => {
    if (!access) return {};
    const { address: ipAddress, sshUser, sshPort, sshKeyPath: sshKey, enginePort } = access;
    return { ipAddress, sshUser, sshPort, sshKey, enginePort };
  },
  isAuto: ({ hasEngine }) => hasEngine(),
  autoReason: "a Docker Engine answers",
  location: (_options, access) => access,
  hosts: dockerHosts,
  hostOptions: ({ network: own, ...options }, network) => ({ network: String(own ?? network), options }),
  inPlaceOptions: dockerHosts.inPlaceOptions,
  isRecordOnly: true,
  // Who sees the processes of this computer sees those of its hosts.
  sharesSsh: () => true,
  usesNativeSsh: () => true,
});
