import { renameSync } from "node:fs";
import { join } from "node:path";
import { cutLocalHost, removeAllLocalHosts, removeLocalHost } from "../../../components/hosts/local/remove";
import { ensureLocalHost } from "../../../components/hosts/local/host";
import { localHostProblem } from "../../../components/hosts/local/requirements";
import { TestMachines } from "./machines";
import { nodeTable, type NodeLine } from "./node-table";
import { changedInputs, TestStack } from "./stack";

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);

/** A story of tests on one stack, in order; skipped where this computer cannot have hosts. */
export const story = problem ? describe.skip : describe;

/** A node as the configuration has it. */
export interface NodeSettings {
  readonly name: string;
  readonly role?: "manager" | "worker";
  readonly [setting: string]: unknown;
}

/** Managers of these names. */
export const managers = (...names: string[]): NodeSettings[] =>
  names.map((name) => ({ name, role: "manager" }));
/** Workers of these names. */
export const workers = (...names: string[]): NodeSettings[] =>
  names.map((name) => ({ name, role: "worker" }));

/** A stack of one test file with its machines, and what happens to them. To be created in the file's story. */
export class SwarmStage {
  readonly stack: TestStack;
  readonly machines: TestMachines;
  /** Folder of its hosts of driver local. */
  readonly hosts: string;

  constructor(name: string) {
    this.stack = new TestStack(name);
    this.machines = new TestMachines(this.stack.directory);
    this.hosts = join(this.stack.directory, "swarm", "hosts");
    beforeAll(async () => {
      await this.clean();
      await this.stack.init();
      this.stack.configure({ driver: "local", localNetwork: "auto" });
    });
    afterAll(() => this.clean());
  }

  /**
   * Sets the nodes and the swarm's settings. Nodes are found down after 6 s in place of 15. No sooner: a new leader takes for
   * down whom it does not hear within 6 heartbeats, and an agent waits up to 8 s before it tries again. Where both fall on
   * the same moment, SwarmKit leaves a node that answers "down" for good.
   */
  declare(nodes: readonly NodeSettings[], swarm: object = {}): void {
    this.stack.configure({ nodes, swarm: { dispatcherHeartbeat: "2s", ...swarm } });
  }

  /** The same, and applies them. */
  async up(nodes: readonly NodeSettings[], swarm?: object): Promise<string> {
    this.declare(nodes, swarm);
    return (await this.stack.up()).output;
  }

  /** What a preview would change: "SwarmNode swarm-w1 update: labels". */
  async plan(): Promise<string[]> {
    const { steps } = await this.stack.preview();
    return steps.map((step) => {
      const [type, name] = step.urn.split("::").slice(-2);
      const inputs = step.op === "update" ? `: ${changedInputs(step).join(", ")}` : "";
      return `${type.split(/[:/]/).pop()} ${name} ${step.op}${inputs}`;
    });
  }

  /** Output of a preview or refresh, as a person sees it. */
  async look(command: "preview" | "refresh"): Promise<string> {
    if (command === "refresh") return (await this.stack.refresh()).output;
    return (await this.stack.ok("preview", ...this.config())).output;
  }

  /** Restarts a machine's engine, however often that was done lately. */
  async restartEngine(name: string): Promise<void> {
    await this.machines.ssh(name, "systemctl", "reset-failed", "docker");
    await this.machines.ssh(name, "systemctl", "restart", "docker");
  }

  nodes(manager: string): Promise<NodeLine[]> {
    return nodeTable(this.machines, manager);
  }

  /** The same without which manager leads: on a busy computer an election may change that at any time. */
  async standing(manager: string): Promise<NodeLine[]> {
    const lines = await this.nodes(manager);
    return lines.map(([name, state, availability, status]) => [
      name,
      state,
      availability,
      status.replace("Leader", "Reachable"),
    ]);
  }

  docker(machine: string, ...args: string[]): Promise<string> {
    return this.machines.docker(machine, ...args);
  }

  /** One field of what a machine's engine says of its swarm: "LocalNodeState". */
  swarmInfo(machine: string, field: string): Promise<string> {
    return this.docker(machine, "info", "--format", `{{.Swarm.${field}}}`);
  }

  /** The power of a host fails. */
  cut(...names: string[]): Promise<unknown> {
    return Promise.all(names.map((name) => cutLocalHost({ name, directory: this.hosts })));
  }

  /** ... and comes back. */
  powerOn(...names: string[]): Promise<unknown> {
    const spec = { directory: this.hosts, network: "auto" };
    return Promise.all(names.map((name) => ensureLocalHost({ ...spec, name }, () => undefined)));
  }

  /** A machine is lost: its host, its disk and its record. */
  async lose(name: string): Promise<void> {
    await removeLocalHost({ name, directory: this.hosts }, () => undefined);
    await this.machines.run(["rm", "--force", name]);
  }

  /** Does something while nobody knows how a machine is made, so that it cannot be repaired. */
  async withoutMemoryOf(name: string, work: () => Promise<void>): Promise<void> {
    const file = join(this.stack.directory, "swarm", "machines", "specs", `${name}.json`);
    renameSync(file, `${file}.hidden`);
    await work().finally(() => renameSync(`${file}.hidden`, file));
  }

  private config(): string[] {
    return ["--config-file", join(this.stack.directory, "backend", `Pulumi.${this.stack.name}.yaml`)];
  }

  private async clean(): Promise<void> {
    await removeAllLocalHosts(this.hosts, () => undefined);
    this.stack.remove();
  }
}
