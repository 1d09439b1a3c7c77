import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connecting } from "./neighbour";
import { outcome, type Outcome } from "./docker-engine";

// One process holds the mount namespace, so that all commands see the same /run, with the locks and notes of this
// computer alone, and the interfaces of its network below /sys.
const HOLD = `set -eu
cgroups=/sys/fs/cgroup
mount -t tmpfs -o mode=755 run /run
mkdir /run/keep
mount --rbind "$cgroups" /run/keep
mount -t sysfs sysfs /sys
mount --rbind /run/keep "$cgroups"
umount -R /run/keep
echo 0 >/proc/sys/net/ipv4/ip_forward
echo ready
exec sleep 600`;

/**
 * A computer of its own as far as networks go, behind a cable to one other, which is all the world it has: firewall,
 * forwarding, interfaces and local hosts in it are not those of this computer, and gone with it.
 */
export class ComputerApart {
  readonly namespace = `apart-${process.pid}`;
  /** Where it is in the world. */
  readonly address = "198.51.100.1";
  /** The address of the world. */
  readonly world = "198.51.100.2";
  private readonly worldNamespace = `world-${process.pid}`;
  private holder: ChildProcess | undefined;

  /** Names of the network namespaces: its own, and the world's. */
  get namespaces(): string[] {
    return [this.namespace, this.worldNamespace];
  }

  async start(): Promise<void> {
    const [own, world] = [this.namespace, this.worldNamespace];
    for (const name of this.namespaces) ip("netns", "add", name);
    ip("-netns", own, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", world);
    for (const [name, address, other] of [
      [own, this.address, this.world],
      [world, this.world, this.address],
    ] as const) {
      for (const link of ["lo", "eth0"]) ip("-netns", name, "link", "set", link, "up");
      ip("-netns", name, "address", "add", `${address}/24`, "dev", "eth0");
      ip("-netns", name, "route", "add", "default", "via", other);
    }
    const apart = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", HOLD];
    this.holder = spawn("nsenter", [`--net=/run/netns/${own}`, "--", ...apart], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await Promise.race([
      once(this.holder.stdout!, "data"),
      once(this.holder, "exit").then(() => Promise.reject(new Error("The computer apart did not start"))),
    ]);
  }

  /** Program and arguments that run something on it. */
  readonly inside = (program: string, args: readonly string[]): [string, ...string[]] => {
    const target = `--target=${this.holder!.pid}`;
    return ["nsenter", target, "--mount", "--net", `--wd=${process.cwd()}`, "--", program, ...args];
  };

  /** Runs something on it to its end. */
  run(program: string, ...args: string[]): Outcome {
    const [file, ...all] = this.inside(program, args);
    return outcome(spawnSync(file, all, { encoding: "utf8" }));
  }

  /** Whether the world gets a TCP connection. */
  worldReaches(address: string, port: number): boolean {
    return (
      spawnSync("ip", ["netns", "exec", this.worldNamespace, "bash", "-c", connecting(address, port)])
        .status === 0
    );
  }

  /** Does something while a port of the world is open; returns who came. */
  async callers(port: number, work: () => void): Promise<string[]> {
    const server = `require("net").createServer((socket) => console.log(socket.remoteAddress)).listen(${port}, "0.0.0.0", () => console.log("open"))`;
    const child = spawn("ip", ["netns", "exec", this.worldNamespace, process.execPath, "-e", server]);
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    await once(child.stdout, "data");
    try {
      work();
    } finally {
      // What it heard last is still to be read.
      await new Promise((wake) => setTimeout(wake, 200));
      child.kill();
      await once(child, "close");
    }
    return said.trim().split("\n").slice(1);
  }

  /** Ends it; what still runs in it is no longer reached by anybody. */
  async remove(): Promise<void> {
    if (this.holder?.exitCode === null && this.holder.signalCode === null) {
      this.holder.kill("SIGKILL");
      await once(this.holder, "exit");
    }
    for (const name of this.namespaces) if (existsSync(`/run/netns/${name}`)) ip("netns", "delete", name);
  }
}

function ip(...args: string[]): void {
  execFileSync("ip", args);
}
