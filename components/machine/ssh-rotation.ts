import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { runOrThrow } from "../../lib/run";
import { which } from "../../lib/which";
import { machineFolder, sshAccessOf } from "./store/record";
import { callSsh, type Tool } from "./tool/call";

const seconds = 60;

/**
 * Replaces a machine's SSH key: the host takes the new one, it is tried, and then the host forgets the former one. A machine
 * that is reached with keys of an agent has none in its store, and is left alone. What an interrupted call began is finished.
 * @throws when the host does not take the new key: the former one goes on
 */
export async function replaceSshKey(tool: Tool, report: (line: string) => void): Promise<void> {
  const { storePath, name } = tool.spec;
  const file = sshAccessOf(storePath, name)?.key;
  if (file === undefined || !existsSync(file)) return report("has no SSH key in its store: none is replaced");
  const [next, former] = ["next-key", "former-key"].map((each) => join(machineFolder(storePath, name), each));
  if (!existsSync(former)) await takeNext(tool, { file, next, former });
  await forgetKey(tool, await publicKey(former));
  for (const left of [former, `${former}.pub`, `${next}.pub`]) rmSync(left, { force: true });
  report(`SSH key replaced: ${basename(file)} in the store is the only one that opens it now`);
}

interface KeyFiles {
  readonly file: string;
  readonly next: string;
  readonly former: string;
}

/** Puts a new key in the place of the one in use, once the host knows it. */
async function takeNext(tool: Tool, { file, next, former }: KeyFiles): Promise<void> {
  if (!existsSync(next)) {
    const comment = `docker-machine ${tool.spec.name}`;
    await keygen(["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", next]);
  }
  const added = await publicKey(next);
  await onHost(
    tool,
    `mkdir -p -m 700 .ssh; grep -qF '${added}' .ssh/authorized_keys || echo '${added}' >> .ssh/authorized_keys`,
  );
  renameSync(file, former);
  renameSync(next, file);
  try {
    await onHost(tool, "true");
  } catch (error) {
    renameSync(file, next);
    renameSync(former, file);
    throw error;
  }
  rmSync(`${file}.pub`, { force: true });
}

/** Takes a key off the host, by its type and its text, whatever options and comment stand beside them. */
function forgetKey(tool: Tool, key: string): Promise<void> {
  const [type, text] = key.split(" ");
  return onHost(
    tool,
    `grep -vF '${type} ${text}' .ssh/authorized_keys > .ssh/authorized_keys.new; ` +
      "chmod --reference=.ssh/authorized_keys .ssh/authorized_keys.new && mv .ssh/authorized_keys.new .ssh/authorized_keys",
  );
}

async function publicKey(file: string): Promise<string> {
  return (await keygen(["-y", "-f", file])).trim();
}

async function keygen(args: readonly string[]): Promise<string> {
  const program = which("ssh-keygen");
  if (!program)
    throw new Error(
      "ssh-keygen is not on PATH: install OpenSSH's client, with which SSH keys are replaced, and run again",
    );
  return (await runOrThrow(program, args, { timeoutSeconds: seconds })).stdout;
}

async function onHost(tool: Tool, text: string): Promise<void> {
  const { code, stderr, stdout } = await callSsh(tool, text, seconds);
  if (code === 0) return;
  throw new Error(
    `The SSH key of ${tool.spec.name} cannot be replaced: "${text.slice(0, 60)}..." ended on the host with ${code}: ` +
      `${(stderr.trim() || stdout.trim()).slice(0, 300)}. The one in use goes on`,
  );
}
