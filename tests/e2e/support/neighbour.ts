import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";

const namespace = "swarm-test-neighbour";
const [computer, own] = ["10.28.0.1", "10.28.0.2"];

/** Another computer on this one's network: a namespace of its own, that sends everything to this computer. */
export class Neighbour {
  readonly address = own;

  /** Plugs it in; one that a killed run left is taken away first. */
  constructor() {
    this.remove();
    const link = "swarm-test-nb";
    ip("netns", "add", namespace);
    ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    ip("address", "add", `${computer}/30`, "dev", link);
    ip("link", "set", link, "up");
    ip("-netns", namespace, "address", "add", `${own}/30`, "dev", "eth0");
    ip("-netns", namespace, "link", "set", "eth0", "up");
    ip("-netns", namespace, "route", "add", "default", "via", computer);
  }

  /** Whether it gets a TCP connection. */
  reaches(address: string, port: number): boolean {
    const { status } = spawnSync("ip", ["netns", "exec", namespace, "bash", "-c", connecting(address, port)]);
    return status === 0;
  }

  /** Does something while a port of it is open. */
  async listening(port: number, work: () => void): Promise<void> {
    const server = `require("net").createServer().listen(${port}, () => console.log("open"))`;
    const child = spawn("ip", ["netns", "exec", namespace, process.execPath, "-e", server]);
    await once(child.stdout, "data");
    try {
      work();
    } finally {
      child.kill();
      await once(child, "exit");
    }
  }

  /** Unplugs it; its cable goes with it. */
  remove(): void {
    if (existsSync(`/run/netns/${namespace}`)) ip("netns", "delete", namespace);
  }
}

/** A command for bash that tries for two seconds to get a TCP connection. */
export function connecting(address: string, port: number): string {
  return `timeout 2 bash -c '</dev/tcp/${address}/${port}'`;
}

function ip(...args: string[]): void {
  execFileSync("ip", args);
}
