import type { EngineOptions } from "../spec";
import { daemonFileProblems } from "./daemon-file";
import type { HostFacts } from "./host-look";

// The provisioners of docker-machine 0.16.2 and rancher-machine, by ID in os-release; two go by ID_LIKE as well.
const knownSystems =
  "amzn arch boot2docker centos coreos debian fedora flatcar ol opensuse opensuse-leap opensuse-tumbleweed photon " +
  "rancheros rhel rocky sled sles ubuntu";

/**
 * Everything why docker-machine must not or cannot set up a host, as clauses that say what to change on it; none where
 * it can.
 */
export function hostProblems(facts: HostFacts, engine: EngineOptions = {}): string[] {
  const checks = [clockProblem, swarmProblem, systemProblem, dockerProblem, silentProblem];
  return [
    ...checks.flatMap((check) => check(facts) ?? []),
    ...facts.laterDropIns.map(
      (file) =>
        `${file} sets ExecStart and would win over docker-machine's; remove that line, or rename the file`,
    ),
    ...daemonFileProblems(facts.daemonJson, engine),
    ...(storageProblem(facts, engine) ?? []),
  ];
}

/** What a person should know of a host before it is set up; undefined where Docker holds nothing there. */
export function hostRemark({ engine, ...facts }: HostFacts): string | undefined {
  const held = contentText(facts);
  if (engine === "" || held === "") return undefined;
  const stops = facts.running > 0 ? `, and stops what runs: ${countText(facts.running, "container")}` : "";
  return (
    `its Docker ${engine} has ${held}: all of it stays, with storage driver ${facts.storageDriver}; ` +
    `provisioning restarts Docker${stops}`
  );
}

function clockProblem({ time }: HostFacts): string | undefined {
  const skew = Math.round(time - Date.now() / 1000);
  if (!(Math.abs(skew) > 60)) return undefined;
  return `its clock is ${Math.abs(skew)} s ${skew > 0 ? "ahead" : "behind"}, so certificates would not be valid; set it`;
}

function swarmProblem({ swarm }: HostFacts): string | undefined {
  if (swarm === "active") {
    return "its Docker is an active node of a swarm, and provisioning would restart it; take it out of that swarm first";
  }
  if (swarm === "" || swarm === "inactive") return undefined;
  const first = swarm === "locked" ? "unlock it (docker swarm unlock) and take" : "take";
  return `its Docker is a node of a swarm, in state ${swarm}; ${first} it out of that swarm first (docker swarm leave)`;
}

function systemProblem({ os, osLike, osName, hasSystemd, hasSudo }: HostFacts): string | undefined {
  const like = osLike.split(" ");
  const isKnown =
    knownSystems.split(" ").includes(os) || like.includes("arch") || osLike.includes("opensuse");
  if (os !== "" && !isKnown) {
    return `docker-machine cannot set up ${osName || os} (ID=${os} in /etc/os-release); it knows ${knownSystems.replaceAll(" ", ", ")}`;
  }
  if (os === "" || os === "boot2docker" || os === "rancheros") return undefined;
  if (!hasSystemd) return "it runs without systemd, which docker-machine needs to run Docker";
  // On Debian docker-machine installs it.
  return hasSudo || os === "debian"
    ? undefined
    : "sudo is missing, which docker-machine needs, for root too; install it";
}

function dockerProblem(facts: HostFacts): string | undefined {
  const { docker, dockerVersion, hasDaemon, unit } = facts;
  if (unit === "masked") return "docker.service is masked; run: systemctl unmask docker.service";
  if (facts.hasSnapDocker || docker.startsWith("/snap/") || docker === "/usr/bin/snap") {
    return "its Docker is a snap, whose files docker-machine cannot set up; remove it (snap remove docker), and save its data first";
  }
  if (/podman/i.test(dockerVersion) || docker.endsWith("/podman")) {
    return "its docker command is Podman's, which knows no swarm; remove the package podman-docker";
  }
  if (docker === "" || (hasDaemon && unit !== "not-found")) return undefined;
  const rootless =
    facts.rootlessUsers.length > 0 ? `: user ${facts.rootlessUsers.join(", ")} runs a rootless one` : "";
  const missing = hasDaemon ? "docker.service" : "/usr/bin/dockerd";
  return `it has a docker command, but no ${missing}${rootless}; install Docker's own package (docker-ce or docker.io), or remove the command`;
}

function silentProblem({ docker, engine, held }: HostFacts): string | undefined {
  if (docker === "" || engine !== "" || held === 0) return undefined;
  return `its Docker does not answer, and holds ${countText(held, "container")} in /var/lib/docker; start it first, so that it can be looked at`;
}

function storageProblem(facts: HostFacts, { storageDriver }: EngineOptions): string[] | undefined {
  const held = contentText(facts);
  if (!storageDriver || facts.storageDriver === "" || storageDriver === facts.storageDriver) return undefined;
  if (held === "") return undefined;
  return [
    `engine.storageDriver: "${storageDriver}": its Docker has ${held} with ${facts.storageDriver}, and would see none of ` +
      `them with another storage driver; remove the setting, or write "${facts.storageDriver}"`,
  ];
}

function contentText({ containers, images, volumes }: Omit<HostFacts, "engine">): string {
  const parts = [
    [containers, "container"],
    [images, "image"],
    [volumes, "volume"],
  ] as const;
  return parts.flatMap(([count, what]) => (count > 0 ? [countText(count, what)] : [])).join(", ");
}

function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
