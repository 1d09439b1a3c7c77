import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { cacheFolder } from "../../../toolchain/cache";
import versions from "../../../toolchain/versions.json";

/**
 * The docker-machine to use: the one given, else `docker-machine`, else `rancher-machine` on PATH, else the one that
 * this project built.
 * @param machineBinary name on PATH, or path
 * @returns an absolute path
 * @throws when there is none: names what was looked for, where, and how to get one
 */
export function findBinary(machineBinary?: string): string {
  const found = machineBinary
    ? findGiven(machineBinary)
    : (findOnPath("docker-machine") ?? findOnPath("rancher-machine") ?? findBuilt());
  if (found) return found;
  const wanted = machineBinary ?? "docker-machine or rancher-machine";
  throw new Error(
    `${wanted} is not an executable file on PATH (${process.env.PATH ?? ""}): run "npm start", which builds one, ` +
      "or install one and name it in the setting machineBinary.",
  );
}

/** Absolute path of a program on PATH; undefined where there is none. */
export function findOnPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    const found = executable(join(folder, name));
    if (found) return found;
  }
  return undefined;
}

function findGiven(nameOrPath: string): string | undefined {
  return /[\\/]/.test(nameOrPath) ? executable(resolve(nameOrPath)) : findOnPath(nameOrPath);
}

function findBuilt(): string | undefined {
  return executable(join(cacheFolder("docker-machine", versions.dockerMachine), "docker-machine"));
}

/** The file itself or, on Windows, the file with ".exe": scripts would need a shell, and that reads values anew. */
function executable(path: string): string | undefined {
  const candidates = process.platform === "win32" ? [path, `${path}.exe`] : [path];
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}
