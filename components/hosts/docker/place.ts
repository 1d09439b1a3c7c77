import { join } from "node:path";
import { hostPlace as localHostPlace, placeOf as localPlaceOf } from "../local/paths";

/** Everything of one folder of hosts that has a name, on disk and in the engine. */
export interface Place {
  /** Absolute path of the folder. */
  readonly directory: string;
  /** Short id of the folder, the same at every call: the value of {@link CLUSTER_LABEL} on all that belongs to it. */
  readonly id: string;
  /** Name of the cluster's network in the engine; the names of its containers and volumes begin so. */
  readonly network: string;
  /** Private SSH key for all hosts of the folder. */
  readonly key: string;
  /** Lock of what the hosts of the folder share: addresses, ports, key and network. */
  readonly lock: string;
}

/** One host of a folder. */
export interface HostPlace {
  readonly name: string;
  /** Name of its container in the engine; the names of its volumes begin so. */
  readonly container: string;
  /** File that notes what the host was given once: engine, ports, address. */
  readonly note: string;
  /** Its lock file. */
  readonly lock: string;
}

/** Label with the id of the cluster, on all its containers, volumes and networks. */
export const CLUSTER_LABEL = "pulumi-docker-machine-swarm.cluster";

/** Label with the name of a host, on its container and volumes. */
export const HOST_LABEL = "pulumi-docker-machine-swarm.host";

/** Label with the folder of a cluster, for people who wonder whose a container is. */
export const DIRECTORY_LABEL = "pulumi-docker-machine-swarm.directory";

/** Label with the ports of a host on this computer, "20011,20012": they are its own also while it is off. */
export const PORTS_LABEL = "pulumi-docker-machine-swarm.ports";

/** Label with a hash of what a container was created from: with another, it is created again on the same disk. */
export const CONFIGURATION_LABEL = "pulumi-docker-machine-swarm.configuration";

/** Where everything of a folder of hosts is. The folder need not exist (any more). */
export function placeOf(folder: string): Place {
  const { directory, id } = localPlaceOf(folder);
  return {
    directory,
    id,
    network: `sw-${id}`,
    key: join(directory, "id_ed25519"),
    lock: `${directory}.lock`,
  };
}

/**
 * Where one host of a folder is.
 * @throws when a host cannot have this name
 */
export function hostPlace(place: Place, name: string): HostPlace {
  const { unique } = localHostPlace(localPlaceOf(place.directory), name);
  return {
    name,
    container: unique,
    note: join(place.directory, `${name}.json`),
    lock: `${place.directory}.${name}.lock`,
  };
}

/** Labels of what all hosts of a folder share, as arguments of the docker CLI. */
export function clusterLabels(place: Place): string[] {
  return [...labelArgument(CLUSTER_LABEL, place.id), ...labelArgument(DIRECTORY_LABEL, place.directory)];
}

/** Labels of what belongs to one host, as arguments of the docker CLI. */
export function hostLabels(place: Place, host: HostPlace): string[] {
  return [...clusterLabels(place), ...labelArgument(HOST_LABEL, host.name)];
}

/** A filter that finds all of one folder's hosts, or of one of them. */
export function ownFilter(place: Place, host?: HostPlace): string[] {
  const own = ["--filter", `label=${CLUSTER_LABEL}=${place.id}`];
  return host ? [...own, "--filter", `label=${HOST_LABEL}=${host.name}`] : own;
}

/** A label, as arguments of the docker CLI. */
export function labelArgument(label: string, value: string): string[] {
  return ["--label", `${label}=${value}`];
}
