import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { removeAllLocalHosts } from "../../../components/hosts/local/remove";
import { tryRun } from "../../../lib/run";
import { blocksOf, missingFrom, type Block } from "../../support/documented";
import { TestMachines } from "../support/machines";
import { project } from "../support/stack";

/** A node as `Pulumi.dev.yaml` has it. */
interface DeclaredNode {
  readonly name: string;
  readonly role?: string;
}

/**
 * Somebody who has cloned the project and types what its pages say. The clone is one of the project as it is now, with
 * the project's npm packages, and has stacks of its own.
 */
export class Newcomer {
  readonly clone = join(project, ".state", "e2e-documented");
  readonly machines = new TestMachines(join(this.clone, ".state", "dev"));
  private readonly configuration = join(this.clone, "Pulumi.dev.yaml");
  private readonly variables: NodeJS.ProcessEnv = {
    // Nobody sits at a terminal and chooses "yes".
    PULUMI_SKIP_CONFIRMATIONS: "true",
    DOCKER_CONFIG: join(this.clone, ".state", "docker"),
  };

  /** Clones the project. */
  async arrive(): Promise<void> {
    await this.leave();
    const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const files = execFileSync("git", list, { cwd: project, encoding: "utf8", maxBuffer: 1 << 26 });
    for (const file of files.split("\0").filter((each) => each && existsSync(join(project, each)))) {
      mkdirSync(dirname(join(this.clone, file)), { recursive: true });
      cpSync(join(project, file), join(this.clone, file));
    }
    symlinkSync(join(project, "node_modules"), join(this.clone, "node_modules"));
  }

  /** Removes the clone with all that it has. */
  async leave(): Promise<void> {
    for (const hosts of ["dev/swarm/hosts", "examples/roles/.state/dev/roles/hosts"])
      await removeAllLocalHosts(join(this.clone, ".state", hosts), () => undefined);
    rmSync(this.clone, { recursive: true, force: true });
  }

  /**
   * Types the commands of the blocks below a heading, and reads whether the output is what the page shows.
   * @param place the page and the heading: "docs/operations.md#autolock"
   * @returns all output
   * @throws when a command fails
   */
  async follow(place: string): Promise<string> {
    const outputs: string[] = [];
    for (const block of this.blocks(place)) outputs.push(await this.followBlock(block));
    return outputs.join("");
  }

  /** The blocks below a heading, but those that say why nobody can type them as they stand. */
  blocks(place: string): Block[] {
    const blocks = blocksOf(place.split("#")[0]!).filter(
      (block) => block.place === place && !block.exception,
    );
    expect(blocks).not.toEqual([]);
    return blocks;
  }

  /** The same as {@link follow} for one block. */
  async followBlock({ steps }: Block): Promise<string> {
    const outputs: string[] = [];
    for (const { command, shown } of steps) {
      const [, name, value] = /^export (\w+)="(.*)"$/.exec(command) ?? [];
      if (name) this.variables[name] = value;
      else {
        const output = await this.type(command);
        expect({ command, missing: missingFrom(output, shown) }).toEqual({ command, missing: [] });
        outputs.push(output);
      }
    }
    return outputs.join("");
  }

  /**
   * Types one command.
   * @returns its standard output and errors
   * @throws when it fails
   */
  async type(command: string): Promise<string> {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
    const env = { ...Object.fromEntries(inherited), ...this.variables };
    const { code, output } = await tryRun("bash", ["-c", command], { cwd: this.clone, env });
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
    return output;
  }

  /** Edits the list of nodes in the configuration, as in an editor. */
  edit(change: (nodes: DeclaredNode[]) => DeclaredNode[]): void {
    const document = parse(readFileSync(this.configuration, "utf8")) as { config: Record<string, unknown> };
    document.config["swarm:nodes"] = change(document.config["swarm:nodes"] as DeclaredNode[]);
    writeFileSync(this.configuration, stringify(document));
  }

  /** Puts the configuration back to what the clone came with. Pulumi's salt is part of it, so only without resources. */
  startOver(): void {
    cpSync(join(project, "Pulumi.dev.yaml"), this.configuration);
  }

  /** Gives nodes an image "nginx" of this computer's busybox, since there is no registry here. */
  async importNginx(...names: string[]): Promise<void> {
    const tar = execFileSync("tar", ["--create", "--directory=/", "bin/busybox"], { maxBuffer: 1 << 26 });
    // It ends when it is told to, as nginx does.
    const idle = ["/bin/busybox", "sh", "-c", "trap exit TERM; /bin/busybox sleep 100000 & wait"];
    const command = `docker import --change 'CMD ${JSON.stringify(idle)}' - nginx:latest`;
    await Promise.all(names.map((name) => this.machines.sshWithInput(name, tar, "sh", "-c", command)));
  }
}
