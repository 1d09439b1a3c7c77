import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { project } from "../support/stack";

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly stdout: string;
}

/** What computers share: the backend, the passphrase, the stack's settings. */
export interface Team {
  /** Folder of all that the test makes. */
  readonly directory: string;
  readonly stack: string;
}

function isInGit(entry: string): boolean {
  return (
    ![".git", ".state", "dist", "node_modules"].includes(entry) && !/^Pulumi\.(?!dev)\w+\.yaml$/.test(entry)
  );
}

function textsIn(root: string): Map<string, string> {
  const entries = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [file, readFileSync(file, "latin1")]));
}

/** Somebody's computer: a home folder with a clone of the project in it. The tools are shared, and nothing else. */
export class Computer {
  readonly home: string;
  readonly clone: string;
  /** Its machine store. */
  readonly store: string;
  /** Its hosts of driver local. */
  readonly hosts: string;

  constructor(
    private readonly team: Team,
    readonly name: string,
  ) {
    this.home = join(team.directory, name);
    this.clone = join(this.home, "swarm");
    const folder = join(this.clone, ".state", team.stack, "swarm");
    this.store = join(folder, "machines");
    this.hosts = join(folder, "hosts");
  }

  /** Clones the project; what is not in git stays behind, and the npm packages are those of the project. */
  setUp(): void {
    mkdirSync(this.clone, { recursive: true });
    for (const entry of readdirSync(project).filter(isInGit))
      cpSync(join(project, entry), join(this.clone, entry), { recursive: true });
    symlinkSync(join(project, "node_modules"), join(this.clone, "node_modules"));
    mkdirSync(join(this.home, ".ssh"), { mode: 0o700 });
  }

  /** The folder of the computer is deleted. */
  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Puts a private key where the settings name it: "~/.ssh/swarm". */
  takeKey(key: string): void {
    writeFileSync(join(this.home, ".ssh", "swarm"), readFileSync(key), { mode: 0o600 });
  }

  /** Pulls the settings of the stack, as from git. */
  pull(settings: object): void {
    const lines = Object.entries(settings).map(
      ([key, value]) => `  swarm:${key}: ${JSON.stringify(value)}\n`,
    );
    if (!existsSync(this.clone)) return;
    writeFileSync(join(this.clone, `Pulumi.${this.team.stack}.yaml`), `config:\n${lines.join("")}`);
  }

  /** `npm run -s SCRIPT -- ARGS`, in the clone, in an environment of its own. */
  npm(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.run("npm", ["run", "-s", script, "--", ...args], environment);
  }

  /** A program in the clone. */
  run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const env = { ...this.environment, ...environment };
    return new Promise((done) => {
      const child = execFile(
        program,
        args,
        { cwd: this.clone, env, maxBuffer: 1 << 26 },
        (error, stdout, stderr) =>
          done({ code: error ? (child.exitCode ?? 1) : 0, output: stdout + stderr, stdout }),
      );
    });
  }

  /** pulumi on the team's stack; expects success, and returns what it printed. */
  async pulumi(...args: string[]): Promise<string> {
    const { code, output } = await this.try(...args);
    if (code !== 0) throw new Error(`${this.name}: pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  /** The same, whatever comes of it. */
  try(...args: string[]): Promise<Ended> {
    return this.npm("pulumi", [...args, "--non-interactive"]);
  }

  up(...flags: string[]): Promise<string> {
    return this.pulumi("up", "--yes", "--skip-preview", ...flags);
  }

  preview(...flags: string[]): Promise<string> {
    return this.pulumi("preview", "--diff", ...flags);
  }

  /** A command on a machine, by docker-machine. */
  async ssh(machine: string, ...words: string[]): Promise<string> {
    const { code, output, stdout } = await this.npm("machine", ["ssh", machine, ...words]);
    if (code !== 0) throw new Error(`${this.name}: ssh ${machine} ended with ${code}:\n${output}`);
    return stdout.trim();
  }

  /** Texts of all files of its home folder but the clone's sources, by path. */
  files(): Map<string, string> {
    const roots = [join(this.clone, ".state"), join(this.home, ".pulumi"), join(this.home, ".ssh")];
    return new Map(roots.flatMap((root) => [...textsIn(root)]));
  }

  /** Texts of all files of the backend. */
  filesOfBackend(): string[] {
    return [...textsIn(join(this.team.directory, "backend")).values()];
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: this.home,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
      PULUMI_HOME: process.env.PULUMI_HOME,
      PULUMI_BACKEND_URL: `file://${join(this.team.directory, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "of the team",
      PULUMI_STACK: this.team.stack,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }
}
