import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { HostAccess } from "../../../components/hosts/host";
import { ensureLocalHost } from "../../../components/hosts/local/host";
import { removeAllLocalHosts } from "../../../components/hosts/local/remove";
import { project } from "../support/stack";
import { Computer } from "./computer";

/** Anna's and Ben's computers, a CI runner, and three bare hosts that belong to none of them. */
export class TeamStage {
  readonly anna: Computer;
  readonly ben: Computer;
  readonly runner: Computer;
  /** The same two people, on a stack whose machine is a part of Anna's computer. */
  readonly annaAlone: Computer;
  readonly benAlone: Computer;
  private readonly access: HostAccess[] = [];
  private readonly directory: string;

  constructor(name: string) {
    this.directory = join(project, ".state", name);
    const team = { directory: this.directory, stack: "team" };
    const alone = { ...team, stack: "alone" };
    this.annaAlone = new Computer(alone, "anna");
    this.benAlone = new Computer(alone, "ben");
    this.anna = new Computer(team, "anna");
    this.ben = new Computer(team, "ben");
    this.runner = new Computer(team, "runner");
    const hosts = join(this.directory, "somebody's-hosts");
    const clean = async () => {
      await removeAllLocalHosts(this.annaAlone.hosts, () => undefined);
      await removeAllLocalHosts(hosts, () => undefined);
      rmSync(this.directory, { recursive: true, force: true });
    };
    beforeAll(async () => {
      await clean();
      mkdirSync(join(this.directory, "backend"), { recursive: true });
      for (const host of ["h1", "h2", "h3"])
        this.access.push(
          await ensureLocalHost({ name: host, directory: hosts, network: "10.93.0.0/24" }, () => undefined),
        );
      for (const each of [this.anna, this.ben, this.runner]) each.setUp();
    });
    afterAll(clean);
  }

  /** The private key that opens the hosts, as their owner has it. */
  get key(): string {
    return this.access[0]!.sshKeyPath;
  }

  /** Address of a host: 1 to 3. */
  address(host: number): string {
    return this.access[host - 1]!.address;
  }

  /** A node on a host, as the settings have it. */
  node(name: string, host: number, more: object = {}): object {
    const { address, sshUser } = this.access[host - 1]!;
    return { name, driverOptions: { ipAddress: address, sshUser, sshKey: "~/.ssh/swarm" }, ...more };
  }

  /** A manager, and a worker whose machine is another one than at first. */
  get replaced(): object[] {
    const engine = { labels: { disk: "ssd" } };
    return [this.node("m1", 1, { role: "manager" }), this.node("w1", 2, { engine })];
  }

  /** Commits the settings of the stack, and has everybody pull them. */
  declare(nodes: readonly object[], settings: object = {}): void {
    for (const each of [this.anna, this.ben, this.runner])
      each.pull({ driver: "generic", nodes, ...settings });
  }
}
