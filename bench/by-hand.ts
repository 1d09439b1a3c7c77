import { join } from "node:path";
import type { HostAccess } from "../components/hosts/host";
import { ensureLocalHost } from "../components/hosts/local/host";
import { removeAllLocalHosts } from "../components/hosts/local/remove";
import { findBinary } from "../components/machine/tool/binary";
import type { RunProgram } from "./measure";
import { nodeNames } from "./names";

const silent = () => undefined;

/**
 * The exercise as the best script by hand: certificates first, then as much as possible in parallel, and nothing is looked
 * at twice.
 */
export class ByHand {
  private readonly names: readonly string[];
  private access: readonly HostAccess[] = [];

  /** @param folder its hosts and docker-machine's store; created when needed */
  constructor(
    private readonly folder: string,
    count: number,
  ) {
    this.names = nodeNames(count);
  }

  /** Hosts, machines and a swarm of one manager, from nothing. */
  async up(run: RunProgram): Promise<void> {
    const hosts = this.names.map((name) => ({ name, directory: this.hosts, network: "auto" }));
    this.access = await Promise.all(hosts.map((host) => ensureLocalHost(host, silent)));
    await this.machine(run, "create", "-d", "none", "--url", "tcp://127.0.0.1:2376", "first");
    await this.machine(run, "rm", "-f", "first");
    await Promise.all(this.names.map((name, i) => this.create(run, name, this.access[i])));
    const [{ address }] = this.access;
    await this.docker(run, "node1", "swarm", "init", "--advertise-addr", address);
    const token = await this.docker(run, "node1", "swarm", "join-token", "-q", "worker");
    const join2377 = ["swarm", "join", "--token", token, `${address}:2377`];
    await Promise.all(this.names.slice(1).map((name) => this.docker(run, name, ...join2377)));
  }

  /** Promotes a worker, until it is real: the others reach the manager, and its own engine acts as one. */
  async promote(run: RunProgram, name: string): Promise<void> {
    await this.docker(run, "node1", "node", "promote", name);
    const format = "'{{if .ManagerStatus}}{{.ManagerStatus.Reachability}}{{end}}'";
    const seen = () => this.docker(run, "node1", "node", "inspect", "-f", format, name);
    while ((await seen()) !== "reachable");
    const acts = () => this.docker(run, name, "info", "-f", "'{{.Swarm.ControlAvailable}}'");
    while ((await acts()) !== "true");
  }

  /** All nodes leave, and machines and hosts are removed. */
  async destroy(run: RunProgram): Promise<void> {
    await Promise.all(this.names.map((name) => this.docker(run, name, "swarm", "leave", "--force")));
    await Promise.all(this.names.map((name) => this.machine(run, "rm", "-f", name)));
    await this.removeHosts();
  }

  /** Removes what is there of the hosts. */
  async removeHosts(): Promise<void> {
    await removeAllLocalHosts(this.hosts, silent);
  }

  private create(run: RunProgram, name: string, { address, sshUser, sshKeyPath }: HostAccess) {
    const flags = { address, user: sshUser, key: sshKeyPath };
    const options = [`ip-address=${flags.address}`, `ssh-user=${flags.user}`, `ssh-key=${flags.key}`];
    return this.machine(run, "create", "-d", "generic", ...options.map((each) => `--generic-${each}`), name);
  }

  /** The first line that a docker command prints; docker-machine's plugin may add some of its own. */
  private async docker(run: RunProgram, name: string, ...args: string[]): Promise<string> {
    const printed = await this.machine(run, "ssh", name, ["docker", ...args].join(" "));
    return printed.split("\n")[0].trim();
  }

  private machine(run: RunProgram, ...args: string[]): Promise<string> {
    return run(findBinary(), ["-s", join(this.folder, "machines"), ...args]);
  }

  private get hosts(): string {
    return join(this.folder, "hosts");
  }
}
