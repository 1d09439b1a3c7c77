import { execFile } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The project under test. */
export const project = resolve(__dirname, "../../..");

/** What a pulumi command printed and how it ended. */
export interface PulumiRun {
  readonly code: number;
  /** Standard output and errors, as a person sees them. */
  readonly output: string;
  readonly stdout: string;
}

/** One step of a preview: what it would do to a resource, as Pulumi's engine says it. */
export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: { readonly inputs: Record<string, unknown> };
  readonly new?: { readonly inputs: Record<string, unknown> };
}

/** What `pulumi stack export` prints. */
export interface StackState {
  readonly deployment: { readonly resources: StateResource[] };
}

interface StateResource {
  readonly urn: string;
  delete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** Names of the inputs that a step changes. */
export function changedInputs(step: PreviewStep): string[] {
  const [olds, news] = [step.old?.inputs ?? {}, step.new?.inputs ?? {}];
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return names.filter((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]));
}

/** The steps of an event log that would change something. Pulumi shows nobody its own default providers. */
function stepsOf(events: string): PreviewStep[] {
  const steps = events
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { resourcePreEvent?: { metadata: PreviewStep } })
    .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  return steps.filter(
    ({ op, type }) => !/^(same|refresh)$/.test(op) && !type.startsWith("pulumi:providers:"),
  );
}

/**
 * A stack of the project itself, run by the real pulumi, with a backend, settings, folder and network of its own, so
 * that it stands beside a person's stacks and never touches them.
 */
export class TestStack {
  readonly directory: string;
  readonly logFile: string;
  private readonly configFile: string;
  private readonly settings: Record<string, unknown> = {};
  private current: string;

  /**
   * @param name name of the stack, and of its folder
   * @param program folder of another program. @default the project itself
   * @param namespace project name in Pulumi.yaml there, that settings are given for
   */
  constructor(
    readonly name: string,
    private program = project,
    private readonly namespace = "swarm",
  ) {
    this.current = name;
    this.directory = join(project, ".state", name);
    this.configFile = join(this.directory, "backend", `Pulumi.${name}.yaml`);
    this.logFile = join(this.directory, "pulumi.log");
  }

  /** Makes the stack, empty. */
  async init(): Promise<void> {
    mkdirSync(dirname(this.configFile), { recursive: true });
    writeFileSync(join(this.directory, "passphrase"), "end to end", { mode: 0o600 });
    writeFileSync(this.configFile, "");
    await this.ok("stack", "init", "--no-select", this.name);
  }

  /** Changes the stack's settings; undefined takes one out. The encryption salt that Pulumi wrote beside them stays. */
  configure(settings: Record<string, unknown>): void {
    Object.assign(this.settings, settings);
    const stated = Object.entries(this.settings).filter(([, value]) => value !== undefined);
    const entries = stated.map(([key, value]) => `  ${this.namespace}:${key}: ${JSON.stringify(value)}\n`);
    const salt = /^encryptionsalt: .*\n/m.exec(readFileSync(this.configFile, "utf8"));
    writeFileSync(this.configFile, `${salt?.[0] ?? ""}config:\n${entries.join("")}`);
  }

  up(...flags: string[]): Promise<PulumiRun> {
    return this.ok("up", "--yes", "--skip-preview", ...this.ownConfig(), ...flags);
  }

  /** What an update would do, as steps and as the text that a person sees. One run gives both. */
  async preview(): Promise<{ steps: PreviewStep[]; text: string }> {
    const events = join(this.directory, "events.json");
    rmSync(events, { force: true });
    const { stdout } = await this.ok("preview", "--diff", "--event-log", events, ...this.ownConfig());
    const steps = stepsOf(readFileSync(events, "utf8"));
    // Pulumi writes secrets into it in plain text.
    rmSync(events);
    return { steps, text: stdout };
  }

  refresh(...flags: string[]): Promise<PulumiRun> {
    return this.ok("refresh", "--yes", "--skip-preview", ...this.ownConfig(), ...flags);
  }

  destroy(): Promise<PulumiRun> {
    return this.ok("destroy", "--yes", "--skip-preview", ...this.ownConfig());
  }

  /** An output of the stack; secrets are shown only if asked for. */
  async output<T>(name: string, ...flags: string[]): Promise<T> {
    const run = await this.ok("stack", "output", name, "--json", ...flags);
    return JSON.parse(run.stdout) as T;
  }

  /** Gives the stack another name, as `pulumi stack rename` does. Its settings and its backend stay where they are. */
  async rename(to: string): Promise<void> {
    await this.ok("stack", "rename", to);
    this.current = to;
  }

  /** Runs pulumi in another folder from now on, as after the program's was moved. */
  runIn(program: string): void {
    this.program = program;
  }

  /** Changes the state by hand. */
  async edit(change: (state: StackState) => void): Promise<void> {
    const { stdout } = await this.ok("stack", "export", "--show-secrets");
    const state = JSON.parse(stdout) as StackState;
    change(state);
    const file = join(this.directory, "edited.json");
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
    await this.ok("stack", "import", "--file", file);
    rmSync(file);
  }

  /** Runs pulumi on this stack and expects success. */
  async ok(...args: string[]): Promise<PulumiRun> {
    const run = await this.pulumi(...args);
    if (run.code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${run.code}:\n${run.output}`);
    return run;
  }

  /** Runs pulumi on this stack, whatever comes of it. */
  pulumi(...args: string[]): Promise<PulumiRun> {
    const needsStack = !(args[0] === "stack" && args[1] === "init");
    const all = [...args, "--non-interactive", ...(needsStack ? ["--stack", this.current] : [])];
    return new Promise((done) => {
      const options = { cwd: this.program, env: this.environment(), maxBuffer: 1 << 28 };
      const [program, ...rest] = this.command("pulumi", all);
      const child = execFile(program, rest, options, (error, stdout, stderr) => {
        const output = stdout + stderr;
        const shown = !args.includes("--show-secrets") && existsSync(this.directory);
        if (shown) appendFileSync(this.logFile, `$ pulumi ${all.join(" ")}\n${output}\n`);
        done({ code: error ? (child.exitCode ?? 1) : 0, output, stdout });
      });
    });
  }

  /** Removes what the stack's own folder still holds. Hosts must be gone. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
    // Pulumi writes one beside the program when it makes a stack, whatever settings file is used later.
    rmSync(join(this.program, `Pulumi.${this.current}.yaml`), { force: true });
  }

  environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(this.directory, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(this.directory, "passphrase"),
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // For --event-log; Pulumi's Automation API sets it as well.
      PULUMI_DEBUG_COMMANDS: "true",
    };
  }

  /** Program and arguments that run something as this stack's owner does. @default as it is */
  command(program: string, args: readonly string[]): [string, ...string[]] {
    return [program, ...args];
  }

  /** Flags by which every command on resources finds this stack's settings. */
  get configFlags(): string[] {
    return this.ownConfig();
  }

  private ownConfig(): string[] {
    return ["--config-file", this.configFile];
  }
}
