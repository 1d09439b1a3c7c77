import type { EngineOptions } from "../spec";
import { environmentProblems } from "./engine-environment";
import type { Driver } from "./driver";

/**
 * All problems of the engine's set-up with one driver, as sentences of the form `PATH: VALUE: rule`. What is wrong here
 * would only show on the host, as a Docker that does not start.
 * @param pathOf where a setting stands in the configuration: "nodes[1].engine.options"
 */
export function engineProblems(
  driver: Driver,
  engine: EngineOptions = {},
  pathOf: (setting: string) => string,
): string[] {
  const { installUrl, storageDriver, options = [], labels = {}, environment } = engine;
  const named = (path: string, value: string, problem: string | undefined) =>
    problem === undefined ? [] : [`${path}: ${JSON.stringify(value)}: ${problem}`];
  return [
    ...(driver.hasDockerImage && installUrl !== undefined
      ? [
          `${pathOf("installUrl")}: cannot be used with driver ${driver.name}, whose image already contains Docker`,
        ]
      : []),
    ...named(pathOf("storageDriver"), storageDriver ?? "", storageDriverProblem(storageDriver)),
    ...options.flatMap((option, i) => named(`${pathOf("options")}[${i}]`, option, optionProblem(option))),
    ...Object.entries(labels).flatMap(([key, value]) =>
      named(pathOf("labels"), `${key}=${value}`, labelProblem(key, value)),
    ),
    ...environmentProblems(environment, driver, (name) => `${pathOf("environment")}.${name}`),
  ];
}

/** Moby refuses them by name: daemon/graphdriver/driver.go, checkRemoved. */
const removedStorageDrivers = ["aufs", "overlay", "devicemapper"];

function storageDriverProblem(name: string | undefined): string | undefined {
  if (name === undefined || !removedStorageDrivers.includes(name)) return undefined;
  return 'was removed from Docker Engine, which does not start with it; write "overlay2"';
}

const ofDockerMachine = "docker-machine sets it itself; leave it out";
const ofClassicSwarm = "belongs to the classic Swarm and was removed from Docker Engine; leave it out";

/** Options that cannot be given, by name, and why. */
const impossible: Readonly<Record<string, string>> = {
  host: ofDockerMachine,
  hosts: ofDockerMachine,
  H: ofDockerMachine,
  tls: ofDockerMachine,
  tlsverify: ofDockerMachine,
  tlscacert: ofDockerMachine,
  tlscert: ofDockerMachine,
  tlskey: ofDockerMachine,
  label: "docker-machine sets labels itself; use engine.labels",
  "storage-driver": "docker-machine sets it itself; use engine.storageDriver",
  "cluster-store": ofClassicSwarm,
  "cluster-store-opt": ofClassicSwarm,
  "cluster-advertise": ofClassicSwarm,
  "live-restore": "an engine with it cannot be in a swarm; leave it out",
};

function optionProblem(option: string): string | undefined {
  const [name = "", ...values] = option.split("=");
  const value = values.join("=");
  if (option.startsWith("-")) return `write it without dashes: ${JSON.stringify(option.replace(/^-+/, ""))}`;
  if (/\s/.test(name))
    return `write "=" after the option's name: ${JSON.stringify(option.replace(/\s+/, "="))}`;
  if (/\s/.test(value)) return "a value with spaces would become several options; give each on its own";
  if (name === "live-restore" && value === "false") return undefined;
  if (option === "firewall-backend=nftables") return "an engine with it cannot be in a swarm; leave it out";
  return impossible[name];
}

function labelProblem(key: string, value: string): string | undefined {
  if (key === "" || /[\s=]/.test(key)) return 'the key of a label must be a text without spaces and "="';
  return /[\s"']/.test(value) ? "the value of an engine's label must have no spaces or quotes" : undefined;
}
