import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { system } from "./tools";

/** What every host has installed. */
export const hostPackages: readonly string[] = [
  ...["systemd", "systemd-sysv", "dbus", "openssh-server", "sudo", "iproute2", "iptables", "procps", "kmod"],
  ...["docker.io", "docker-cli", "ca-certificates", "curl"],
];

/** Units that only cost time at boot, or would touch what belongs to the computer under the hosts. */
export const maskedUnits: readonly string[] = [
  ...["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "fstrim.timer"],
  ...["e2scrub_all.timer", "e2scrub_reap.service", "systemd-sysctl.service"],
  ...["systemd-networkd.service", "systemd-networkd.socket", "systemd-resolved.service"],
];

/** How sshd lets people in: with a key, never with a password. */
export const sshdSettings =
  "HostKey /etc/ssh/ssh_host_ed25519_key\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n" +
  "PermitRootLogin prohibit-password\nUseDNS no\nMaxStartups 100\n";

/** Where the journal goes: a host's disk is for its containers. */
export const journalSettings = "[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\n";

/**
 * Makes the root file system of a host: a small Debian with the Docker Engine and an SSH server.
 * @param folder where; it must not be there yet
 * @param seconds deadline
 * @param report gets a line of progress every few seconds
 * @throws when debootstrap fails: with its last words
 */
export async function makeDebian(
  folder: string,
  seconds: number,
  report: (line: string) => void,
): Promise<void> {
  await bootstrap(folder, seconds, report);
  await prepare(folder);
}

async function bootstrap(folder: string, seconds: number, report: (line: string) => void): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const mirror = process.env.DEBIAN_MIRROR ? [process.env.DEBIAN_MIRROR] : [];
  const options = ["--variant=minbase", "--force-check-gpg", `--include=${hostPackages.join(",")}`];
  // In namespaces of its own, so that nothing of it, process or mount, outlives a killed run.
  const apart = ["--mount", "--pid", "--fork", "--kill-child", "--"];
  await system("unshare", [...apart, "debootstrap", ...options, "trixie", folder, ...mirror], {
    timeoutSeconds: seconds,
    onLine: debootstrapProgress(report),
    nextStep:
      `look into ${folder}/debootstrap/debootstrap.log, and check the network and the disk; ` +
      "DEBIAN_MIRROR names another mirror. Then run again.",
  });
}

// About this many packages; how many exactly is known only when all are there.
const EXPECTED_PACKAGES = 155;

/** Turns debootstrap's lines, several hundred, into one every five seconds that says how far it is. */
export function debootstrapProgress(
  report: (line: string) => void,
  now: () => number = Date.now,
): (line: string) => void {
  const start = now();
  let said = -Infinity;
  const seen: Record<string, Set<string>> = {
    Retrieving: new Set(),
    Unpacking: new Set(),
    Configuring: new Set(),
  };
  return (line) => {
    const [, verb = "", name = ""] = /^I: (Retrieving|Unpacking|Configuring) ([^\s.]+)/.exec(line) ?? [];
    seen[verb]?.add(name);
    if (!verb || now() - said < 5000) return;
    said = now();
    const done = seen[verb]?.size ?? 0;
    const total = verb === "Retrieving" ? Math.max(done, EXPECTED_PACKAGES) : seen.Retrieving?.size;
    report(
      `Debian base: ${verb.toLowerCase()} package ${done} of about ${total}, ${Math.round((said - start) / 1000)} s`,
    );
  };
}

async function prepare(base: string): Promise<void> {
  const file = (path: string, text: string) => writeFile(join(base, path), text);
  const pointTo = async (target: string, path: string) => {
    await rm(join(base, path), { recursive: true, force: true });
    await symlink(target, join(base, path));
  };
  for (const unit of maskedUnits) await pointTo("/dev/null", `etc/systemd/system/${unit}`);
  await pointTo("/usr/lib/systemd/system/ssh.service", "etc/systemd/system/sshd.service");
  // docker-machine writes a unit that starts /usr/bin/dockerd, and copies certificates to an /etc/docker it never makes.
  await pointTo("/usr/sbin/dockerd", "usr/bin/dockerd");
  await mkdir(join(base, "etc/docker"), { recursive: true });
  // docker-machine runs `apt-get update`, which would wait minutes for a network that may not be there.
  await file("etc/apt/sources.list", "");
  await emptyFolders(base, ["etc/apt/sources.list.d", "var/cache/apt/archives", "var/lib/apt/lists"]);
  await file("etc/machine-id", "");
  // Each host gets a key of its own; the base would give all the same.
  for (const name of await readdir(join(base, "etc/ssh")))
    if (name.startsWith("ssh_host_")) await rm(join(base, "etc/ssh", name));
  await file("etc/ssh/sshd_config.d/local-host.conf", sshdSettings);
  await mkdir(join(base, "etc/systemd/journald.conf.d"), { recursive: true });
  await file("etc/systemd/journald.conf.d/local-host.conf", journalSettings);
  await chmod(base, 0o755);
}

async function emptyFolders(base: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await rm(join(base, folder), { recursive: true, force: true });
    await mkdir(join(base, folder, folder.startsWith("var") ? "partial" : ""), { recursive: true });
  }
}
