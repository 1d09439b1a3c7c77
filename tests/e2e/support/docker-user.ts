import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "../../../lib/cache";
import type { DockerEngine } from "./docker-engine";
import { commandLine, processIds } from "./processes";
import { project, TestStack, type PreviewStep } from "./stack";

/** A stack of somebody who is not root and may use a Docker Engine, with tools of their own: root's cannot be read. */
export class DockerUserStack extends TestStack {
  private readonly user = "swarm-e2e";
  private isOwned = true;

  /** @param sharesUser whether another stack, which lives longer, has created the user */
  constructor(
    name: string,
    private readonly engine: DockerEngine,
    private readonly sharesUser = false,
  ) {
    super(name);
  }

  override async init(): Promise<void> {
    if (!this.sharesUser) this.createUser();
    mkdirSync(join(this.directory, "backend"), { recursive: true });
    // The folder above is root's alone.
    chmodSync(dirname(this.directory), 0o755);
    // Pulumi wants to write beside Pulumi.yaml, where the person may not.
    this.isOwned = false;
    await super.init();
    this.isOwned = true;
  }

  override configure(settings: Record<string, unknown>): void {
    super.configure(settings);
    this.own(this.directory);
  }

  /** What a preview says that looks at what there really is. */
  async refreshAndPreview(): Promise<{ steps: PreviewStep[] }> {
    await this.refresh();
    return this.preview();
  }

  /** Runs `npm run machine -- ...` as the user. */
  machine(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return this.run("node", "toolchain/machine.js", ...args);
  }

  /** Runs something as the user, in the project's folder and with the stack selected. */
  run(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const [file, ...all] = this.command(program, args);
    const env = { ...this.environment(), PULUMI_STACK: this.name };
    const { status, stdout, stderr } = spawnSync(file, all, { cwd: project, env, encoding: "utf8" });
    return { status, stdout, stderr };
  }

  override remove(): void {
    super.remove();
    if (this.sharesUser) return;
    if (existsSync(dirname(this.directory))) chmodSync(dirname(this.directory), 0o700);
    this.endProcesses();
    spawnSync("userdel", ["--remove", this.user]);
  }

  override environment(): NodeJS.ProcessEnv {
    return {
      ...super.environment(),
      HOME: this.home,
      USER: this.user,
      PULUMI_HOME: join(this.home, ".pulumi"),
      PATH: process.env.PATH?.replaceAll(cacheFolder(), this.cache),
      XDG_CACHE_HOME: dirname(this.cache),
      DOCKER_HOST: `unix://${this.engine.socket}`,
    };
  }

  override command(program: string, args: readonly string[]): [string, ...string[]] {
    const { user } = this;
    if (!this.isOwned) return this.engine.command(program, args);
    const become = ["--reuid", user, "--regid", user, "--init-groups", "--inh-caps", "-all"];
    this.own(this.directory);
    this.own(this.home);
    return this.engine.command("setpriv", [...become, "--", program, ...args]);
  }

  /** Ends what the user still runs, such as plugins of a pulumi that was killed: it keeps the user from being removed. */
  private endProcesses(): void {
    const uid = existsSync(this.home) ? statSync(this.home).uid : 0;
    if (uid === 0) return;
    // A container may have a user of the same number.
    const isOwn = (pid: string) =>
      statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === uid &&
      [this.home, project].some((folder) => commandLine(pid).includes(folder));
    for (const pid of processIds().filter(isOwn)) spawnSync("kill", ["-KILL", pid]);
  }

  private createUser(): void {
    spawnSync("useradd", ["--create-home", "--user-group", "--groups", "docker", this.user]);
    const plugins = join(process.env.PULUMI_HOME ?? join(process.env.HOME ?? "/root", ".pulumi"), "plugins");
    mkdirSync(join(this.home, ".pulumi"), { recursive: true });
    mkdirSync(this.cache, { recursive: true });
    spawnSync("cp", ["--recursive", plugins, join(this.home, ".pulumi")]);
    for (const tool of ["pulumi", "docker-machine"].filter((name) => existsSync(cacheFolder(name))))
      spawnSync("cp", ["--recursive", cacheFolder(tool), this.cache]);
  }

  private get home(): string {
    return `/home/${this.user}`;
  }

  private get cache(): string {
    return join(this.home, ".cache", basename(cacheFolder()));
  }

  private own(folder: string): void {
    const { uid, gid } = statSync(this.home);
    chownSync(folder, uid, gid);
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
      if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), uid, gid);
  }
}
