import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a command printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A Docker Engine as a person has it, but in a network namespace of its own, with its own folders and socket: the rules,
 * the bridges and the ports it makes are not those of this computer, and gone with it. Who wants to reach its ports
 * must be in that namespace too: see {@link DockerEngine.command}.
 */
export class DockerEngine {
  /** Folder of the engine's data, run files and socket. */
  readonly folder = mkdtempSync(join(tmpdir(), "docker-engine-"));
  readonly socket = join(this.folder, "docker.sock");
  private daemon: ChildProcess | undefined;

  /** @param namespace network namespace it is in, and that is removed with it. @default one of its own */
  constructor(private readonly namespace = `engine-${process.pid}`) {}

  /** Starts the engine, also again after {@link stop}, and waits until it answers. */
  async start(): Promise<void> {
    if (!existsSync(`/run/netns/${this.namespace}`)) {
      must("ip", ["netns", "add", this.namespace]);
      this.inside("ip", ["link", "set", "lo", "up"]);
    }
    // Who is in the group docker reaches the socket.
    chmodSync(this.folder, 0o755);
    const log = openSync(join(this.folder, "dockerd.log"), "a");
    const [program, ...args] = this.command("dockerd", [
      ...["--data-root", join(this.folder, "data"), "--exec-root", join(this.folder, "run")],
      ...["--pidfile", join(this.folder, "docker.pid"), "--host", `unix://${this.socket}`],
      ...["--group", "docker"],
    ]);
    this.daemon = spawn(program, args, { stdio: ["ignore", log, log], detached: true });
    const deadline = Date.now() + 60_000;
    while (this.tryDocker(["version", "--format", "{{.Server.Version}}"]).code !== 0) {
      if (this.daemon.exitCode !== null || Date.now() > deadline)
        throw new Error(
          `dockerd does not answer:\n${readFileSync(join(this.folder, "dockerd.log"), "utf8")}`,
        );
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }

  /** Stops the engine and, as its own shutdown does, all containers. */
  async stop(): Promise<void> {
    const { daemon } = this;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGTERM");
    const last = setTimeout(() => daemon.kill("SIGKILL"), 60_000);
    await ended;
    clearTimeout(last);
  }

  /** Ends the engine with everything it has. */
  async remove(): Promise<void> {
    const all = this.tryDocker(["ps", "--all", "--quiet"]).stdout.split(/\s+/).filter(Boolean);
    if (all.length > 0) this.tryDocker(["rm", "--force", "--volumes", ...all]);
    await this.stop();
    spawnSync("ip", ["netns", "delete", this.namespace]);
    // What dockerd mounts for itself outlives a hard end.
    const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
    for (const path of mounts.map((line) => line.split(" ")[1] ?? "").reverse())
      if (path.startsWith(`${this.folder}/`)) spawnSync("umount", ["--lazy", path]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Runs the docker CLI against the engine.
   * @param input what it gets on its standard input. @default nothing
   * @returns its output
   * @throws when it fails
   */
  docker(args: readonly string[], input?: Uint8Array): string {
    const { code, stdout, stderr } = this.tryDocker(args, input);
    if (code !== 0) throw new Error(`docker ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout.trim();
  }

  private tryDocker(args: readonly string[], input?: Uint8Array): Outcome {
    return outcome(spawnSync("docker", ["--host", `unix://${this.socket}`, ...args], { input }));
  }

  /** Program and arguments that run something where the engine's ports are. */
  command(program: string, args: readonly string[]): [string, ...string[]] {
    return ["nsenter", `--net=/run/netns/${this.namespace}`, "--", program, ...args];
  }

  /** Runs something to its end where the engine's ports are, with the engine as docker's current one. */
  run(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
    const [file, ...all] = this.command(program, args);
    const child = spawn(file, all, {
      ...options,
      env: { ...process.env, DOCKER_HOST: `unix://${this.socket}`, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout!.on("data", (text) => (stdout += text));
    child.stderr!.on("data", (text) => (stderr += text));
    return new Promise((resolve) =>
      child.once("close", (code) => resolve({ code: code ?? 1, stdout, stderr })),
    );
  }

  private inside(program: string, args: readonly string[]): void {
    const [file, ...all] = this.command(program, args);
    must(file, all);
  }
}

function must(program: string, args: readonly string[]): void {
  const { code, stderr } = outcome(spawnSync(program, args, { encoding: "utf8" }));
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${stderr}`);
}

/** How a command that was waited for ended. */
export function outcome({ status, stdout, stderr, error }: ReturnType<typeof spawnSync>): Outcome {
  return { code: status ?? 1, stdout: String(stdout ?? ""), stderr: String(stderr ?? error?.message ?? "") };
}
