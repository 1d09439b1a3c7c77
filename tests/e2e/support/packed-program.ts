import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { project } from "./stack";

/**
 * Installs a Pulumi program with this package as others get it: packed by npm, and installed from that file.
 * @param source folder of the program, in this project
 * @param target folder to install it to; emptied first
 */
export function installPacked(source: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(project, source), target, { recursive: true });
  const manifest = join(target, "package.json");
  const program = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies: Record<string, string> };
  program.dependencies["pulumi-docker-machine-swarm"] = `file:${pack(target)}`;
  writeFileSync(manifest, JSON.stringify(program, undefined, 2));
  npm(target, "install", "--prefer-offline", "--no-audit", "--no-fund");
}

/** The package's file, built anew; what was built before stays out of it. */
function pack(target: string): string {
  const dist = join(project, "dist");
  const wasThere = existsSync(dist);
  npm(project, "run", "prepack");
  const [{ filename }] = JSON.parse(npm(project, "pack", "--json", "--pack-destination", target)) as [
    { filename: string },
  ];
  if (!wasThere) rmSync(dist, { recursive: true, force: true });
  return basename(filename);
}

function npm(cwd: string, ...args: string[]): string {
  const [file, first] = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath]]
    : ["npm", []];
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  };
  return execFileSync(file, [...first, ...args, "--ignore-scripts"], options);
}
