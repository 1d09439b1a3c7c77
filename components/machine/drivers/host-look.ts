import { copiesFolder } from "./host-copies";
import { noSudo } from "./ssh-connection";

/** What a host says of itself, before anything on it is changed. Texts are empty where there is no such thing. */
export interface HostFacts {
  /** Its clock, in seconds since 1970. */
  readonly time: number;
  /** ID, ID_LIKE and PRETTY_NAME of its os-release. */
  readonly os: string;
  readonly osLike: string;
  readonly osName: string;
  readonly hasSudo: boolean;
  readonly hasSystemd: boolean;
  /** Real path of the docker client. */
  readonly docker: string;
  /** What `docker --version` says. */
  readonly dockerVersion: string;
  readonly hasSnapDocker: boolean;
  /** Users who run a rootless Docker now, by their number. */
  readonly rootlessUsers: readonly string[];
  /** Whether /usr/bin/dockerd is there, which docker-machine's unit starts. */
  readonly hasDaemon: boolean;
  /** LoadState of docker.service: "loaded", "not-found", "masked". */
  readonly unit: string;
  /** Files that set docker.service's ExecStart, and count more than docker-machine's. */
  readonly laterDropIns: readonly string[];
  /** Text of /etc/docker/daemon.json. */
  readonly daemonJson: string;
  /** Version of the engine; empty where it does not answer. */
  readonly engine: string;
  /** "inactive", "active", "pending", "locked" or "error". */
  readonly swarm: string;
  readonly storageDriver: string;
  readonly running: number;
  readonly containers: number;
  readonly images: number;
  readonly volumes: number;
  /** Containers in /var/lib/docker, which are there even where the engine does not answer. */
  readonly held: number;
  /** A create was interrupted, and what it replaced is still kept on the host. */
  readonly isUnfinished: boolean;
}

/** The one script that looks; it prints NAME=VALUE lines. */
export const lookScript = `
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
echo "time=$(date +%s)"
S="sudo -n"; if [ "$(id -u)" = 0 ]; then S=; fi
if [ -n "$S" ]; then $S true || exit ${noSudo}; fi
command -v sudo >/dev/null && echo hasSudo=yes
(. /etc/os-release; echo "os=$ID"; echo "osLike=$ID_LIKE"; echo "osName=$PRETTY_NAME") 2>/dev/null
[ -d /run/systemd/system ] && echo hasSystemd=yes
docker=$(command -v docker)
if [ -n "$docker" ]; then
  echo "docker=$(readlink -f "$docker")"
  echo "dockerVersion=$(docker --version 2>/dev/null </dev/null | head -n 1)"
fi
[ -e /snap/bin/docker ] && echo hasSnapDocker=yes
for socket in $($S sh -c 'ls /run/user/*/docker.sock' 2>/dev/null); do echo "rootlessUsers=$(basename "$(dirname "$socket")")"; done
[ -x /usr/bin/dockerd ] && echo hasDaemon=yes
systemctl show docker.service -p LoadState 2>/dev/null | sed 's/LoadState=/unit=/'
for file in $(systemctl show docker.service -p DropInPaths 2>/dev/null | sed 's/DropInPaths=//'); do
  name=$(basename "$file")
  first=$(printf '%s\\n' "$name" 10-machine.conf | sort | head -n 1)
  [ "$first" = 10-machine.conf ] && [ "$name" != 10-machine.conf ] && grep -q '^ *ExecStart=' "$file" && echo "laterDropIns=$file"
done
echo "daemonJson=$($S cat /etc/docker/daemon.json 2>/dev/null | base64 | tr -d '\\n')"
if [ -n "$docker" ]; then
  $S docker info --format 'engine={{.ServerVersion}}
swarm={{.Swarm.LocalNodeState}}
storageDriver={{.Driver}}
running={{.ContainersRunning}}
containers={{.Containers}}
images={{.Images}}' 2>/dev/null </dev/null
  echo "volumes=$($S docker volume ls -q 2>/dev/null </dev/null | wc -l)"
fi
echo "held=$($S ls /var/lib/docker/containers 2>/dev/null | wc -l)"
$S test -d ${copiesFolder} && echo isUnfinished=yes
exit 0
`;

/** Reads what the script printed. */
export function readFacts(stdout: string): HostFacts {
  const lines = [...stdout.matchAll(/^(\w+)=(.*?)\r?$/gm)].map(([, key, value]) => [key, value.trim()]);
  const all = (key: string) =>
    lines.filter(([each, value]) => each === key && value !== "").map(([, value]) => value);
  const text = (key: string) => all(key)[0] ?? "";
  const is = (key: string) => text(key) === "yes";
  const count = (key: string) => Number(text(key)) || 0;
  return {
    time: Number(text("time")),
    os: text("os"),
    osLike: text("osLike"),
    osName: text("osName"),
    hasSudo: is("hasSudo"),
    hasSystemd: is("hasSystemd"),
    docker: text("docker"),
    dockerVersion: text("dockerVersion"),
    hasSnapDocker: is("hasSnapDocker"),
    rootlessUsers: all("rootlessUsers"),
    hasDaemon: is("hasDaemon"),
    unit: text("unit"),
    laterDropIns: all("laterDropIns"),
    daemonJson: Buffer.from(text("daemonJson"), "base64").toString(),
    engine: text("engine"),
    swarm: text("swarm"),
    storageDriver: text("storageDriver"),
    running: count("running"),
    containers: count("containers"),
    images: count("images"),
    volumes: count("volumes"),
    held: count("held"),
    isUnfinished: is("isUnfinished"),
  };
}
