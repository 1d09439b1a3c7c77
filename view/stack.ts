import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../lib/run";
import { pulumiEnvironment } from "../toolchain/pulumi/environment";
import { projectFolder, stateFolder } from "../toolchain/shared/project";
import { findPulumiCli } from "../toolchain/pulumi/cli";
import type { SelectedStack } from "../toolchain/pulumi/selected-stack";
import type { Declared } from "./answers";
import { nodesConfiguredIn } from "./configured";
import { declaredIn, type StackExport } from "./state";

/** Reads what a stack declares. */
export interface StackReader {
  /** What the state declares now, or why that is not known. Never throws. */
  read(): Promise<Declared>;
}

// An export takes half a second of a processor: no more of them than an update, which writes the state at each step,
// needs to be followed; and where there is no file to look at, only now and then.
const leastMs = 2000;
const blindMs = 30_000;

/**
 * Reads a stack with `pulumi stack export`, again when its state or configuration has changed.
 * @param look exports the state. @default the real pulumi
 */
export function stackReader(
  selected: SelectedStack,
  look: (selected: SelectedStack) => Promise<Declared> = exportStack,
): StackReader {
  let known:
    { readonly at: number; readonly stamp: string; readonly declared: Promise<Declared> } | undefined;
  return {
    read: () => {
      const [now, stamp] = [Date.now(), stampOf(selected.name)];
      const changed = stamp === "" ? now - (known?.at ?? 0) > blindMs : stamp !== known?.stamp;
      if (known && (!changed || now - known.at < leastMs)) return known.declared;
      const declared = look(selected).catch((error: Error): Declared => {
        return { stack: selected.name, nodes: [], problem: error.message };
      });
      known = { at: now, stamp, declared };
      return declared;
    },
  };
}

async function exportStack({ stack, name, store }: SelectedStack): Promise<Declared> {
  const cli = await findPulumiCli();
  if (!cli) throw new Error('there is no pulumi yet: run "npm start"');
  const args = ["stack", "export", "--non-interactive", "--stack", stack];
  const env = pulumiEnvironment(cli, stateFolder);
  const result = await run(cli.command, args, { cwd: projectFolder, env, timeoutSeconds: 60 });
  if (result.code !== 0) throw new Error(`pulumi cannot export the stack ${name}: ${result.stderr.trim()}`);
  const declared = declaredIn(name, JSON.parse(result.stdout) as StackExport, store, projectFolder);
  // The configuration is that of the project's own cluster; a store that is named is another one's.
  const isOwn = process.env.MACHINE_STORAGE_PATH === undefined;
  return isOwn ? { ...declared, configured: nodesConfiguredIn(configurationOf(name)) } : declared;
}

/** What changes when the state or the configuration does; empty where the state is not in a file of this computer. */
function stampOf(stack: string): string {
  const backend = process.env.PULUMI_BACKEND_URL;
  if (backend !== undefined && !backend.startsWith("file://")) return "";
  try {
    const folder = backend === undefined ? join(stateFolder, "backend") : fileURLToPath(backend);
    // "swarm" is the project's name in Pulumi.yaml.
    const state = join(folder, ".pulumi", "stacks", "swarm", `${stack}.json`);
    const edited = statSync(configurationOf(stack), { throwIfNoEntry: false });
    return `${statSync(state).mtimeMs} ${edited?.mtimeMs}`;
  } catch {
    return "";
  }
}

function configurationOf(stack: string): string {
  return join(projectFolder, `Pulumi.${stack}.yaml`);
}
