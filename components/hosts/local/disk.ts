import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostPlace, Place } from "./paths";
import { system } from "./tools";

/**
 * A host's disk: an overlay over the base, and a plain folder for /var/lib/docker. Created once; what a host wrote stays.
 * @throws when a host's base was removed from the cache
 */
export async function ensureDisk(place: Place, host: HostPlace, base: string): Promise<void> {
  if (existsSync(join(host.folder, "base", "usr"))) return;
  if (hasDisk(host))
    throw new Error(
      `The Debian base under host "${host.name}" was removed: its disk is unusable. Remove the host and create it again.`,
    );
  const draft = join(place.hosts, `.${host.name}~draft`);
  await rm(draft, { recursive: true, force: true });
  for (const folder of ["root", "run", "work", "docker", "upper/etc/ssh", "upper/root/.ssh"])
    await mkdir(join(draft, folder), { recursive: true });
  // Modes in words: a person's umask must not decide them.
  for (const folder of ["upper", "upper/etc", "upper/etc/ssh"]) await chmod(join(draft, folder), 0o755);
  for (const folder of ["upper/root", "upper/root/.ssh"]) await chmod(join(draft, folder), 0o700);
  await chmod(join(draft, "docker"), 0o711);
  await symlink(base, join(draft, "base"));
  await writeIdentity(join(draft, "upper", "etc"), host.name);
  await rename(draft, host.folder);
}

/** Whether a host has a disk, and a whole one. */
export function hasDisk(host: HostPlace): boolean {
  return existsSync(host.folder);
}

/** Gives a host, while it is off, what may have changed since: the key it lets in, and its name servers. */
export async function refreshDisk(
  place: Place,
  host: HostPlace,
  nameServers: readonly string[],
): Promise<void> {
  const upper = join(host.folder, "upper");
  const keys = join(upper, "root", ".ssh", "authorized_keys");
  await copyFile(`${place.key}.pub`, keys);
  await chmod(keys, 0o600);
  await writeText(
    join(upper, "etc", "resolv.conf"),
    nameServers.map((server) => `nameserver ${server}\n`).join(""),
  );
}

/** Removes a host's disk; a removal that was killed is finished by the next. */
export async function removeDisk(place: Place, host: HostPlace): Promise<void> {
  // First out of sight, at once: half a disk is never taken for a host.
  if (existsSync(host.folder)) await rename(host.folder, join(place.hosts, `.${host.name}~${randomUUID()}`));
  for (const name of await readdir(place.hosts).catch(() => []))
    if (name.startsWith(`.${host.name}~`))
      await rm(join(place.hosts, name), { recursive: true, force: true });
}

/**
 * Name servers of this computer that its hosts can reach too.
 * @returns none where it only has its own, on the loopback address
 */
export async function usableNameServers(): Promise<string[]> {
  // The second is what systemd-resolved asks, where the first only says "ask systemd-resolved".
  for (const path of ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"]) {
    const text = await readFile(path, "utf8").catch(() => "");
    const servers = [...text.matchAll(/^\s*nameserver\s+(\d+\.\d+\.\d+\.\d+)/gm)].map(
      ([, server = ""]) => server,
    );
    const usable = servers.filter((server) => !server.startsWith("127."));
    if (usable.length > 0) return usable;
  }
  return [];
}

async function writeIdentity(etc: string, name: string): Promise<void> {
  await writeText(join(etc, "hostname"), `${name}\n`);
  await writeText(join(etc, "hosts"), `127.0.0.1 localhost ${name}\n`);
  await writeText(join(etc, "machine-id"), `${randomUUID().replaceAll("-", "")}\n`);
  const key = join(etc, "ssh", "ssh_host_ed25519_key");
  await system("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key]);
}

async function writeText(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}
