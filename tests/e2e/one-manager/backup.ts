import { spawnSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { idleService, importBusybox } from "../support/busybox";
import { eventually } from "../support/eventually";
import { project } from "../support/stack";
import { managers, type SwarmStage } from "../support/swarm-stage";

/** A swarm of three managers is backed up, lost, and begun again on other machines with what the backup has. */
export const backup = (stage: SwarmStage) =>
  describe("Backup and restore", () => {
    const { stack, machines } = stage;
    const nodes = managers("node1", "node2", "node3");
    // destroy takes the stack's own folder with it.
    const file = join(project, ".state", "e2e-one-manager.backup");
    const names = ["node1", "node2", "node3"];
    let swarmId = "";

    /** `npm run swarm -- backup`, as a person types it. */
    function take(...args: string[]) {
      const env = { ...process.env, PULUMI_STACK: stack.name };
      const options = { cwd: project, env, encoding: "utf8" } as const;
      const { status, stdout, stderr } = spawnSync(
        "npm",
        ["run", "-s", "swarm", "--", "backup", ...args],
        options,
      );
      return { status, output: stdout + stderr };
    }

    const leader = async () =>
      (await stage.nodes("node1")).find(([, , , status]) => status === "Leader")?.[0];
    const ready = async () =>
      (await stage.nodes("node1")).map(([name, state, availability]) => [name, state, availability]);
    const allReady = names.map((name) => [name, "Ready", "Active"]);
    const running = async () => stage.docker("node1", "service", "ls", "--format", "{{.Name}} {{.Replicas}}");

    beforeAll(async () => {
      rmSync(file, { force: true });
      await stage.up(nodes);
      swarmId = await stack.output("swarmId");
      await importBusybox(machines, ...names);
      await machines.sshWithInput(
        "node1",
        Buffer.from("of the swarm"),
        "docker",
        "secret",
        "create",
        "password",
        "-",
      );
      await idleService(machines, "node1", "--name", "idle", "--replicas", "2", "--secret", "password");
      await eventually(running, "idle 2/2");
      process.env.SWARM_BACKUP_PASSPHRASE = "correct horse battery";
    });

    afterAll(() => {
      delete process.env.SWARM_BACKUP_PASSPHRASE;
      rmSync(file, { force: true });
    });

    test("[backup] a follower is copied while the others keep the quorum, into a file that only the passphrase opens", async () => {
      const first = await leader();

      const { status, output } = take(file);

      expect([status, output]).toEqual([
        0,
        expect.stringMatching(/\[node\d\] copied what it knows of swarm .*\n.*Written: /),
      ]);
      expect(output).not.toContain(`[${first}] copied`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await eventually(ready, allReady);
      expect(await leader()).toBe(first);
      expect(take(file)).toEqual({
        status: 1,
        output: expect.stringContaining("exists, and was left as it is"),
      });
      await stack.up("--expect-no-changes");
    });

    test("[backup] another passphrase opens nothing, and the machines stay without a swarm", async () => {
      await stack.destroy();
      process.env.SWARM_BACKUP_PASSPHRASE = "another passphrase";
      stage.declare(nodes, { restore: file });

      await expect(stack.up()).rejects.toThrow(
        /cannot be opened: the passphrase is another one, or the file is damaged/,
      );

      expect(await stage.swarmInfo("node1", "LocalNodeState")).toBe("inactive");
      process.env.SWARM_BACKUP_PASSPHRASE = "correct horse battery";
    });

    test("[backup] a new swarm begins with it: the same ID, services and secrets, on other machines", async () => {
      // A manager keeps its address for life.
      const refused =
        /The backup is of (node[23]) at (\S+), and node1 is at \S+: .* List \1, which has that address/;
      const { output: said } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);
      const [, first] = refused.exec(said)!;
      await importBusybox(machines, ...names);
      stage.declare(managers(first!, ...names.filter((name) => name !== first)), { restore: file });

      const { output } = await stack.up();

      expect(output).toContain(`swarm ${swarmId} is restored, with ${first} as its only node`);
      expect(await stack.output("swarmId")).toBe(swarmId);
      await eventually(ready, allReady);
      expect(await stage.docker("node1", "secret", "ls", "--format", "{{.Name}}")).toBe("password");
      await eventually(running, "idle 2/2");
      await stack.up("--expect-no-changes");
    });
  });
