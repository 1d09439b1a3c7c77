import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const project = resolve(__dirname, "..");

/**
 * Writes a Pulumi program in plain JavaScript that finds this project's packages, and the project itself as one of them.
 * @param folder where it goes; created here
 * @param name of the Pulumi project
 * @param text of its index.js
 * @returns the folder
 */
export function writeProgram(folder: string, name: string, text: string): string {
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  for (const entry of readdirSync(join(project, "node_modules")))
    symlinkSync(join(project, "node_modules", entry), join(modules, entry));
  symlinkSync(project, join(modules, "pulumi-docker-machine-swarm"));
  const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nmain: index.js\n${runtime}`);
  writeFileSync(join(folder, "package.json"), '{ "dependencies": { "@pulumi/pulumi": "*" } }\n');
  writeFileSync(join(folder, "index.js"), text);
  return folder;
}
