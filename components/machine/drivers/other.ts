import { z } from "zod";
import { defineDriver, type Driver } from "./driver";

/** Further drivers that are built into docker-machine or its successor rancher-machine. */
export const otherNames = [
  "amazonec2",
  "azure",
  "digitalocean",
  "exoscale",
  "google",
  "openstack",
  "rackspace",
  "softlayer",
  "vmwarefusion",
  "vmwarevcloudair",
  "vmwarevsphere",
] as const;

/** Those, and well-known plugins, that create virtual machines on the computer they run on. */
const onComputer = ["hyperkit", "kvm", "kvm2", "parallels", "qemu", "vmware", "vmwarefusion", "xhyve"];

const anyFlag = z.record(
  z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]*$/, "a flag's name in camelCase and without the driver's prefix expected"),
  z.union(
    [z.string(), z.number(), z.boolean(), z.array(z.string())],
    "text, number, true, false or a list of texts expected",
  ),
);

/** Any other driver of docker-machine: its options pass through, and the driver itself checks them. */
export function other(name: string): Driver {
  return defineDriver({ name, options: () => anyFlag, isPartOfComputer: onComputer.includes(name) });
}
