/**
 * What a host runs first: text for `sh -c`, and its arguments. It ends as the host's init.
 *
 * - The SSH host key and the key that is let in are written at first boot: the image holds none.
 * - Beside cgroup version 1 the host gets version 2 alone, which is what its systemd needs: a child of the engine's
 *   tree, named after the container, in a cgroup namespace of its own. An engine on version 2 does that by itself, but
 *   mounts it for reading only where the container is not privileged.
 * @param container name of the container
 * @param publicKey the one line of a public SSH key
 */
export function bootCommand(container: string, publicKey: string): string[] {
  return ["/bin/sh", "-c", BOOT, "boot", container, publicKey];
}

/**
 * Removes the cgroup that a host left on an engine with cgroup version 1: it is in the engine's tree, and nobody
 * else's to remove. Text for `sh -c`, and its arguments.
 */
export function removeCgroupCommand(container: string): string[] {
  return ["/bin/sh", "-c", REMOVE_CGROUP, "remove", container];
}

const BOOT = `set -eu
[ -e /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key
mkdir -p -m 700 /root/.ssh
printf "%s\\n" "$2" >/root/.ssh/authorized_keys
chmod 600 /root/.ssh/authorized_keys
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  [ -w /sys/fs/cgroup/cgroup.procs ] || mount -o remount,rw /sys/fs/cgroup
  exec /sbin/init
fi
umount -R /sys/fs/cgroup 2>/dev/null || :
mount -t cgroup2 cgroup2 /mnt
mkdir -p "/mnt/$1"
echo 0 >"/mnt/$1/cgroup.procs"
umount /mnt
exec unshare --cgroup /bin/sh -c "mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec /sbin/init"
`;

const REMOVE_CGROUP = `set -eu
mount -t cgroup2 cgroup2 /mnt
[ ! -e "/mnt/$1" ] || find "/mnt/$1" -depth -type d -exec rmdir {} +
`;
