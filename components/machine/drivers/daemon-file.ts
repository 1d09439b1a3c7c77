import type { EngineOptions } from "../spec";

const file = "/etc/docker/daemon.json";

// docker-machine's unit gives these as flags, and dockerd does not start where the file has them too (moby,
// findConfigurationConflicts).
const always: Readonly<Record<string, string>> = {
  hosts: "docker-machine gives the addresses to listen on",
  tlsverify: "docker-machine gives the certificates",
  tlscacert: "docker-machine gives the certificates",
  tlscert: "docker-machine gives the certificates",
  tlskey: "docker-machine gives the certificates",
  "storage-driver": "docker-machine gives the storage driver in use",
  labels: "docker-machine gives labels; write yours in engine.labels",
};

/**
 * Why a host's daemon.json stands in the way of docker-machine's flags or of a swarm, as clauses that name the key and
 * what to change.
 * @param text its content; empty where there is none
 */
export function daemonFileProblems(text: string, engine: EngineOptions = {}): string[] {
  if (text.trim() === "") return [];
  const config = parse(text);
  if (!config) return [`${file} is not a JSON object; correct or remove it`];
  const flags = { ...always, ...givenFlags(engine) };
  return [
    ...Object.keys(config).flatMap((key) =>
      key in flags
        ? [
            `${file} has "${key}", and dockerd refuses to start when a flag sets it as well: ${flags[key]}; remove the key`,
          ]
        : [],
    ),
    ...(config["live-restore"] === true
      ? [`${file} has "live-restore": true, which no swarm allows; remove the key`]
      : []),
    ...(config["firewall-backend"] === "nftables"
      ? [`${file} has "firewall-backend": "nftables", which no swarm allows; remove the key`]
      : []),
  ];
}

/** Keys of the file that a machine's engine settings give as flags, with the setting. */
function givenFlags({
  registryMirrors,
  insecureRegistries,
  options = [],
}: EngineOptions): Record<string, string> {
  const given: Record<string, string> = {};
  if (registryMirrors?.length) given["registry-mirrors"] = "so does engine.registryMirrors";
  if (insecureRegistries?.length) given["insecure-registries"] = "so does engine.insecureRegistries";
  for (const option of options) {
    const [name] = option.split(/[= ]/);
    // A flag that may be given several times has a plural in the file: log-opt, log-opts.
    for (const key of [name, `${name}s`]) given[key] = `so does engine.options "${option}"`;
  }
  return given;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
