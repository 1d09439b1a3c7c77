import { batchFileProblem, findDockerMachine } from "../../../lib/docker-machine";
import { which } from "../../../lib/which";

/**
 * The docker-machine to use: the one given, else `docker-machine`, else `rancher-machine` on PATH, else the one that
 * set-up downloaded or built.
 * @param machineBinary name on PATH, or path
 * @returns an absolute path
 * @throws when there is none: names what was looked for, where, and how to get one
 */
export function findBinary(machineBinary?: string): string {
  const found = machineBinary ? which(machineBinary) : findDockerMachine();
  if (found) return found;
  const wanted = machineBinary ?? "docker-machine or rancher-machine";
  const problem = batchFileProblem(process.env, machineBinary ? [machineBinary] : undefined);
  throw new Error(
    `${wanted} is not an executable file on PATH (${process.env.PATH ?? ""})${problem ? `; ${problem}` : ""}: ` +
      'run "npm start", which gets one, or install one and name it in the setting machineBinary.',
  );
}
