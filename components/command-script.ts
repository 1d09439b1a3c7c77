import { local } from "@pulumi/command";
import { loadText } from "./entry";

/**
 * A command that is a module of this package, run by Node itself: no shell reads it on any platform, and its text is
 * constant, so that it never is a reason for a diff. The module finds its values in the environment, and what it is
 * to do in `process.argv[1]`.
 *
 * @param module path below components/, without extension: "machine/machine.command"
 * @param create what it is to do to create or update
 * @param remove what it is to do to delete
 */
export function script(module: string, create: string, remove: string): local.CommandArgs {
  return {
    interpreter: ["node", "-e", loadText(module)],
    create,
    delete: remove,
    // The one line on standard output is data; progress comes on standard error.
    logging: local.Logging.Stderr,
    // The previous run's output would make the environment, and so the process list, larger for nothing.
    addPreviousOutputInEnv: false,
  };
}
