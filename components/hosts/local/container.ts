import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { done, notYet, waitFor } from "../../../lib/wait";
import { findCgroupMount, isPopulated, makeCgroup } from "./cgroup";
import type { HostPlace } from "./paths";
import { findTool, systemEnvironment } from "./tools";

// Runs in a mount namespace of its own, so that with the host's last process all its mounts are gone:
// - first of all the process joins the host's cgroup: from here on the host can be found;
// - the computer's /run is hidden, all but the one network namespace; other hosts' namespaces must not be held;
// - beside cgroup version 1 the host gets version 2 alone, which is what its systemd needs.
const BOOT = `set -eu
cgroup=$1 netns=$2 cgroups=$3
shift 3
echo 0 >"$cgroup/cgroup.procs"
mount -t tmpfs -o mode=755 tmpfs run
: >run/netns
mount --bind "$netns" run/netns
for other in /run/netns/*; do umount "$other" 2>/dev/null || :; done
mkdir -p run/systemd/nspawn/propagate
mount --rbind run /run
if [ "$cgroups" = hybrid ]; then
  umount -R /sys/fs/cgroup 2>/dev/null || :
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi
mount -t overlay overlay -o lowerdir=base,upperdir=upper,workdir=work root
exec "$@"
`;

// dockerd switches IP forwarding on in its own network namespace, and makes system calls of its own choice.
// These hosts are no security boundary: who is root in one can become root of the computer.
const NSPAWN_ENVIRONMENT = {
  SYSTEMD_SECCOMP: "0",
  SYSTEMD_NSPAWN_API_VFS_WRITABLE: "1",
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1",
  SYSTEMD_NSPAWN_USE_CGNS: "1",
};

/**
 * Starts a host whose disk and network are ready: a container with its own systemd. It has no terminal and no tie to
 * this process, and so outlives it. What it prints goes to console.log in its folder.
 */
export async function startContainer(host: HostPlace): Promise<void> {
  const cgroup = await makeCgroup(host.unique);
  const cgroups = findCgroupMount()?.pure ? "pure" : "hybrid";
  const apart = ["--mount", "--propagation", "private", "--", "/bin/sh", "-c", BOOT, "boot"];
  const { PATH, LC_ALL } = systemEnvironment();
  const log = await open(consoleLog(host), "w", 0o600);
  try {
    const child = spawn(
      findTool("unshare") ?? "unshare",
      [...apart, cgroup, `/run/netns/${host.unique}`, cgroups, "systemd-nspawn", ...nspawnArguments(host)],
      {
        cwd: host.folder,
        // Not this process's environment: it may hold secrets, and lives as long as the host.
        env: { PATH, LC_ALL, ...NSPAWN_ENVIRONMENT },
        detached: true,
        stdio: ["ignore", log.fd, log.fd],
      },
    );
    await once(child, "spawn");
    child.unref();
    await visible(host, child);
  } finally {
    await log.close();
  }
}

/** The last lines a host printed, for messages. */
export async function consoleTail(host: HostPlace): Promise<string> {
  const text = await readFile(consoleLog(host), "utf8").catch(() => "");
  return text.trim().split(/\r?\n/).slice(-5).join("\n") || "it printed nothing";
}

/** Waits until others can see the host, by its cgroup; what goes wrong before that is seen by waitReady. */
async function visible(host: HostPlace, child: ChildProcess): Promise<void> {
  const look = async () =>
    child.exitCode !== null || (await isPopulated(host.unique)) ? done(undefined) : notYet("no process");
  await waitFor({ what: `host ${host.name} to begin`, seconds: 10, look, everyMs: 5 }).catch(() => undefined);
}

function consoleLog(host: HostPlace): string {
  return join(host.folder, "console.log");
}

function nspawnArguments(host: HostPlace): string[] {
  return [
    ...["--boot", "--quiet", `--machine=${host.name}`, `--hostname=${host.name}`],
    ...[`--directory=${join(host.folder, "root")}`, "--network-namespace-path=/run/netns"],
    // overlay2 in the host does not stack on the overlay that is its root.
    `--bind=${join(host.folder, "docker").replace(/[\\:]/g, "\\$&")}:/var/lib/docker`,
    ...["--register=no", "--keep-unit", "--link-journal=no", "--resolv-conf=off", "--capability=all"],
  ];
}
