import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { removeAllLocalHosts } from "../components/hosts/local/remove";
import { connect } from "../components/engine/client";
import { listMachines, readMachine, type StoredMachine } from "../components/machine/store/record";
import type { RunProgram } from "./measure";
import { nodeNames } from "./names";
import { writeProgram } from "./program";

const project = resolve(__dirname, "..");

/** A stack that pulumi runs, all of whose files are in a folder of the bench. */
export class Stack {
  readonly events: string;
  private readonly config: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly name: string,
    protected readonly folder: string,
    private readonly program: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    mkdirSync(join(folder, "backend"), { recursive: true });
    this.events = join(folder, "events.json");
    this.config = join(folder, `Pulumi.${name}.yaml`);
    writeFileSync(this.config, "");
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      // For --event-log.
      PULUMI_DEBUG_COMMANDS: "true",
      ...env,
    };
  }

  async init(run: RunProgram): Promise<void> {
    // pulumi writes the stack's settings beside the project's file, wherever that is.
    const project = readFileSync(join(this.program, "Pulumi.yaml"), "utf8");
    writeFileSync(join(this.folder, "Pulumi.yaml"), /^name: .*\n/m.exec(project)![0] + "runtime: nodejs\n");
    const args = ["stack", "init", "--no-select", "--non-interactive", this.name];
    await run("pulumi", args, { cwd: this.folder, env: this.env });
  }

  /** @param flags "--event-log FILE", for example */
  up(run: RunProgram, ...flags: string[]): Promise<string> {
    return this.pulumi(run, "up", "--yes", "--skip-preview", ...flags);
  }

  /** @param flags "--refresh", for example */
  preview(run: RunProgram, ...flags: string[]): Promise<string> {
    return this.pulumi(run, "preview", ...flags);
  }

  refresh(run: RunProgram): Promise<string> {
    return this.pulumi(run, "refresh", "--yes", "--skip-preview");
  }

  destroy(run: RunProgram): Promise<string> {
    return this.pulumi(run, "destroy", "--yes", "--skip-preview");
  }

  protected configure(settings: Readonly<Record<string, unknown>>): void {
    // With the salt that Pulumi wrote there.
    const salt = /^encryptionsalt: .*\n/m.exec(readFileSync(this.config, "utf8"))?.[0] ?? "";
    const lines = Object.entries(settings).map(
      ([key, value]) => `  swarm:${key}: ${JSON.stringify(value)}\n`,
    );
    writeFileSync(this.config, `${salt}config:\n${lines.join("")}`);
  }

  private pulumi(run: RunProgram, ...args: string[]): Promise<string> {
    const all = [...args, "--non-interactive", "--stack", this.name, "--config-file", this.config];
    return run("pulumi", all, { cwd: this.program, env: this.env });
  }
}

/** The exercise as this project does it. */
export class Ours extends Stack {
  constructor(
    folder: string,
    private readonly count: number,
  ) {
    super("bench", folder, project);
    this.want();
  }

  /** @param manager a second manager. @default none: node1 is the only one */
  want(manager?: string): void {
    const role = (name: string) => (name === "node1" || name === manager ? "manager" : "worker");
    const nodes = nodeNames(this.count).map((name) => ({ name, role: role(name) }));
    this.configure({ driver: "local", directory: join(this.folder, "swarm"), nodes });
  }

  /** Its machines, as their store has them. */
  machines(): StoredMachine[] {
    return listMachines(this.storePath).map((name) => readMachine(this.storePath, name)!);
  }

  /** Makes every machine leave its swarm by force, as nobody would who wants to keep it. */
  async leaveSwarm(): Promise<void> {
    const engines = this.machines().map(({ address, enginePort: port, certPath }) =>
      connect({ address, port, certPath }),
    );
    await Promise.all(engines.map((engine) => engine.swarmLeave(true)));
  }

  private get storePath(): string {
    return join(this.folder, "swarm", "machines");
  }

  /** Removes what is there of the hosts. */
  async removeHosts(): Promise<void> {
    await removeAllLocalHosts(join(this.folder, "swarm", "hosts"), () => undefined);
  }
}

/** A program that loads Pulumi and declares nothing: what Pulumi itself takes. */
export class Empty extends Stack {
  constructor(folder: string) {
    const program = writeProgram(join(folder, "program"), "empty", 'require("@pulumi/pulumi");\n');
    // As pulumi runs anywhere, without what set-up does for this project.
    super("empty", folder, program, { NODE_OPTIONS: undefined, NODE_COMPILE_CACHE: undefined });
  }
}
