import { execFileSync } from "node:child_process";
import type { TestMachines } from "./machines";

/** Name of an image that holds this computer's busybox. */
export const busyboxImage = "e2e/busybox:1";

/** Gives nodes an image without a registry: a root file system that is one busybox. */
export async function importBusybox(machines: TestMachines, ...names: string[]): Promise<void> {
  const tar = execFileSync("tar", ["--create", "--directory=/", "bin/busybox"], { maxBuffer: 1 << 26 });
  const changes = `--change 'ENV PATH=/bin' --change 'ENTRYPOINT ["/bin/busybox"]'`;
  const script = `docker import ${changes} - ${busyboxImage}`;
  await Promise.all(names.map((name) => machines.sshWithInput(name, tar, "sh", "-c", script)));
}

/** Makes a service whose tasks do nothing, with further arguments of `docker service create`; does not wait for it. */
export function idleService(machines: TestMachines, manager: string, ...args: string[]): Promise<string> {
  return service(machines, manager, args, ["sleep", "100000"]);
}

/** Makes a service whose tasks answer on port 8080 of their nodes with "here". */
export function webService(machines: TestMachines, manager: string, ...args: string[]): Promise<string> {
  const publish = ["--publish", "mode=host,target=8080,published=8080"];
  const command = ["sh", "-c", "echo here > index.html; exec busybox httpd -f -p 8080"];
  return service(machines, manager, [...publish, ...args], command);
}

function service(machines: TestMachines, manager: string, args: string[], command: string[]) {
  const fixed = ["--no-resolve-image", "--detach", "--quiet", "--stop-grace-period", "1s"];
  return machines.docker(manager, "service", "create", ...fixed, ...args, busyboxImage, ...command);
}
