import { runRootScript } from "./root-script";

// What a manager knows of its swarm lies in one folder of its engine, which writes to it at any time: it can only be copied
// and replaced while the engine is stopped (Docker's admin guide, "Back up the swarm").

const seconds = 300;

// However the script ends, also when the connection is lost, the engine runs again.
const stopped = [
  "set -e",
  "run() { if command -v systemctl >/dev/null; then systemctl $1 docker; else /etc/init.d/docker $1; fi; }",
  "reset() { systemctl reset-failed docker 2>/dev/null || :; }",
  "root=$(docker info --format '{{.DockerRootDir}}')",
  'test -d "$root"',
  "copy=$root/.swarm-copy",
  "trap 'rm -rf \"$copy\"; reset; run start' EXIT",
  "trap 'exit 1' HUP INT TERM",
  'rm -rf "$copy"',
  "systemctl stop docker.socket 2>/dev/null || :",
  "run stop",
];

/**
 * Copies what a manager knows of its swarm: its raft log, its certificates and keys. The engine stops for a moment.
 * @returns the folder as a tar.gz, in base64
 * @throws when the host cannot be asked; the engine runs again in any case
 */
export async function copyRaft(storePath: string, name: string): Promise<string> {
  const script = [
    ...stopped,
    'cp -a "$root/swarm" "$copy"',
    "reset",
    "run start",
    'tar -C "$copy" -cz . | base64 -w 0',
  ];
  const data = await onHost(storePath, name, script, "");
  if (!/^[A-Za-z0-9+/]{64,}={0,2}$/.test(data)) throw new Error(`${name} gave no copy of its swarm`);
  return data;
}

/**
 * Puts such a copy in the place of what an engine has, which must be in no swarm.
 * @throws when the host cannot be asked, or its engine is in a swarm
 */
export async function putRaft(storePath: string, name: string, data: string): Promise<void> {
  const script = [
    "docker info --format '{{.Swarm.LocalNodeState}}' | grep -qx inactive",
    ...stopped,
    'mkdir -m 700 "$copy"',
    `base64 -d | tar -C "$copy" -xz`,
    'rm -rf "$root/swarm"',
    'mv "$copy" "$root/swarm"',
  ];
  await onHost(storePath, name, script, data);
}

async function onHost(
  storePath: string,
  name: string,
  script: readonly string[],
  input: string,
): Promise<string> {
  const host = { storePath, name };
  const { code, stdout, stderr } = await runRootScript(host, script.join("\n"), seconds, input);
  if (code === 0) return stdout.trim();
  throw new Error(
    `The swarm's files on ${name} cannot be reached: the host's script ended with ${code}: ` +
      `${stderr.trim().slice(-300) || "it said nothing"}. Its engine was started again`,
  );
}
