import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { delimiter, dirname, join, parse } from "node:path";
import { replaceFile } from "../../../lib/atomic-write";
import { cacheFolder } from "../../../lib/cache";
import { endGroup, tieToUs } from "../../../lib/process-group";
import { which } from "../../../lib/which";
import { sshArguments, type HostKey, type SshAccess } from "../ssh-arguments";

/** An open connection to a machine's host, in which docker-machine runs its commands there. */
export interface SharedSsh {
  /** An environment of docker-machine, with what makes it use the connection. */
  readonly environment: (own: NodeJS.ProcessEnv) => NodeJS.ProcessEnv;
  /** Closes the connection. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a connection to a machine's host for docker-machine. By itself it opens one for each of some thirty commands of a
 * create, with its own client two, and that takes two thirds of the time. Where the connection is not open yet, or no more,
 * each command opens one as before: sharing only ever helps.
 *
 * OpenSSH shares connections by its option ControlPath (ssh_config(5)). docker-machine rules it out in its arguments, but of
 * two values of an option ssh takes the first: the program "ssh" that docker-machine finds here puts one before.
 * @param hostKey how the host's key is checked
 * @returns undefined where none can be shared: on Windows, whose OpenSSH does not, and without an ssh program
 */
export function shareSsh(host: SshAccess, hostKey: HostKey): SharedSsh | undefined {
  const program = process.platform === "win32" ? undefined : which("ssh");
  const files = program && createFiles();
  if (!files) return undefined;
  const path = join(files.folder, "%C");
  // As docker-machine has it, no settings of the person count: with their ControlPersist it would not end when it is told to.
  const args = ["-F", "/dev/null", "-M", "-N", "-o", `ControlPath=${path}`];
  const close = startInBackground(program, [...args, ...sshArguments(host, hostKey)]);
  return {
    environment: (own) => ({
      ...own,
      PATH: [dirname(files.program), own.PATH].filter(Boolean).join(delimiter),
      SHARED_SSH_PROGRAM: program,
      SHARED_SSH_PATH: path,
    }),
    close: async () => {
      await close();
      rmSync(files.folder, { recursive: true, force: true });
    },
  };
}

/**
 * A folder for the connection, and the program "ssh" that docker-machine finds; undefined where they cannot be. The folder is
 * in the one that POSIX promises, since the path of a socket has at most 104 bytes, and TMPDIR of macOS is half of that. The
 * program is not: nothing may be executable there.
 */
function createFiles(): { readonly folder: string; readonly program: string } | undefined {
  const program = cacheFolder("shared-ssh", "ssh");
  try {
    if (!existsSync(program) || readFileSync(program, "utf8") !== programText) {
      mkdirSync(dirname(program), { recursive: true });
      replaceFile(program, programText, { mode: 0o755 });
    }
    removeLeftovers();
    return { program, folder: mkdtempSync(folderPrefix) };
  } catch {
    return undefined;
  }
}

/** A create that was killed outright leaves its folder. It is empty, since ssh took its socket away when it ended. */
function removeLeftovers(): void {
  const { dir, base } = parse(folderPrefix);
  for (const name of readdirSync(dir).filter((each) => each.startsWith(base))) {
    const folder = join(dir, name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > leftoverMs) rmdirSync(folder);
    } catch {
      // It is another user's, in use, or gone already.
    }
  }
}

const folderPrefix = "/tmp/docker-machine-ssh-";
const leftoverMs = 60_000;

const programText = '#!/bin/sh\nexec "$SHARED_SSH_PROGRAM" -o ControlPath="$SHARED_SSH_PATH" "$@"\n';

/** @returns ends the program, and waits for its end */
function startInBackground(program: string, args: readonly string[]): () => Promise<void> {
  const child = spawn(program, args, { detached: true, stdio: "ignore" });
  child.on("error", () => undefined);
  const release = tieToUs(child);
  return async () => {
    await endGroup(child);
    release();
  };
}
