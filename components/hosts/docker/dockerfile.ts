import { createHash } from "node:crypto";
import { hostPackages, journalSettings, maskedUnits, sshdSettings } from "../local/debian";

// The index of debian:trixie-slim for all processors, as of https://github.com/moby/moby/pull/50727. Security updates
// come with apt-get upgrade, when the image is built.
const DEBIAN = "debian:trixie-slim@sha256:c85a2732e97694ea77237c61304b3bb410e0e961dd6ee945997a06c788c545bb";

/**
 * The recipe of a host's image: the same Debian with the Docker Engine and an SSH server that driver local makes. It
 * needs no files beside it, and no key is in it.
 * @param debian image to begin with; for tests
 */
export function dockerfile(debian = DEBIAN): string {
  const lines = [
    "export DEBIAN_FRONTEND=noninteractive",
    "apt-get update",
    "apt-get upgrade --yes",
    `apt-get install --yes --no-install-recommends ${hostPackages.join(" ")}`,
    // docker-machine runs `apt-get update`, which would wait minutes for a network that may not be there.
    "rm -rf /etc/apt/sources.list.d/* /var/lib/apt/lists/* /var/cache/apt/archives/*.deb",
    ": >/etc/apt/sources.list",
    ...maskedUnits.map((unit) => `ln -sf /dev/null /etc/systemd/system/${unit}`),
    "ln -sf /usr/lib/systemd/system/ssh.service /etc/systemd/system/sshd.service",
    // docker-machine writes a unit that starts /usr/bin/dockerd, and copies certificates to an /etc/docker it never makes.
    "{ [ -e /usr/bin/dockerd ] || ln -s /usr/sbin/dockerd /usr/bin/dockerd; }",
    "mkdir -p /etc/docker /etc/ssh/sshd_config.d /etc/systemd/journald.conf.d",
    writeFile("/etc/ssh/sshd_config.d/local-host.conf", sshdSettings),
    writeFile("/etc/systemd/journald.conf.d/local-host.conf", journalSettings),
    "rm -f /etc/ssh/ssh_host_*",
    ": >/etc/machine-id",
  ];
  return `FROM ${debian}\nENV container=docker\nRUN ${lines.join(" \\\n && ")}\nSTOPSIGNAL SIGRTMIN+3\n`;
}

/** A short name for a recipe that changes with it. */
export function recipeHash(recipe: string): string {
  return createHash("sha256").update(recipe).digest("hex").slice(0, 12);
}

// Every builder reads one line: older ones know no here-documents.
function writeFile(path: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  return `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} >${path}`;
}
