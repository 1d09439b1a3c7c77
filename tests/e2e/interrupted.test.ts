import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { localHostProblem } from "../../components/hosts/local/requirements";
import { cutLocalHost, removeAllLocalHosts } from "../../components/hosts/local/remove";
import { listLocalHosts } from "../../components/hosts/local/inventory";
import { placeOf } from "../../components/hosts/local/paths";
import { isUnfinished } from "../../components/machine/store/notes";
import { isRunning } from "../components/machine/support/processes";
import { eventually } from "./support/eventually";
import { tracesOf } from "./support/host-traces";
import { killUp } from "./support/killed-up";
import { TestMachines } from "./support/machines";
import { nodeTable } from "./support/node-table";
import { processesNaming } from "./support/processes";
import { TestStack, type PulumiRun } from "./support/stack";

// `pulumi up` killed outright, at any moment, with everything real: what follows must finish the job, or undo it.

jest.setTimeout(300_000);

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const stack = new TestStack("e2e-interrupted");
const cluster = join(stack.directory, "swarm");
const hosts = join(cluster, "hosts");
const store = join(cluster, "machines");
const bothReady = ["node1", "node2"].map((name) => [
  name,
  "Ready",
  "Active",
  expect.stringMatching(/Leader|Reachable/),
]);
const machines = new TestMachines(stack.directory);

/** Moments of a run, in their order. */
const moments: Record<string, (output: string) => boolean> = {
  "hosts start": () => existsSync(join(hosts, "hosts", "node1")),
  "docker-machine provisions": () => existsSync(join(store, "machines", "node1", "config.json")),
  "a machine is finished and Pulumi does not know": () => isFinished("node1") || isFinished("node2"),
  "the swarm is founded": (output) => /dynamic:Swarm .*creating/.test(output),
  "nodes join": (output) => /dynamic\/swarm:SwarmNode .*creating/.test(output),
};

scenario("An up that is killed", () => {
  beforeAll(makeStack);
  afterAll(removeStack);

  test.each(["hosts start", "a machine is finished and Pulumi does not know"])(
    "while %s is undone by a destroy that follows at once, which says what it found",
    async (moment) => {
      await upKilledWhile(moment);
      const { output } = await expectUndone();

      expect(output).toMatch(/\[node\d\] was left behind by an interrupted run: removed/);
    },
  );

  test.each(["hosts start", "docker-machine provisions", "the swarm is founded"])(
    "[torn-backend] while %s is finished by the next one, and destroy undoes it",
    async (moment) => {
      await expectFinished(moment);
      await expectUndone();
    },
  );

  test("while nodes join is finished by the next one", () => expectFinished("nodes join"));

  test("leaves no scar: after a reboot of the computer up starts the hosts again, with their addresses, and the swarm is what it was", async () => {
    const before = [await listLocalHosts(hosts), await stack.output("nodes"), await stack.output("swarmId")];
    for (const { name } of await listLocalHosts(hosts)) await cutLocalHost({ name, directory: hosts });
    spawnSync("ip", ["link", "delete", placeOf(hosts).bridge]);

    await stack.up();

    expect(await nodeTable(machines, "node1")).toEqual(bothReady);
    const after = [await listLocalHosts(hosts), await stack.output("nodes"), await stack.output("swarmId")];
    expect(withoutLeader(after)).toEqual(withoutLeader(before));
    await stack.up("--expect-no-changes");
    await expectUndone();
  });
});

async function makeStack(): Promise<void> {
  await removeStack();
  await stack.init();
  const nodes = ["node1", "node2"].map((name) => ({ name, role: "manager" }));
  stack.configure({ driver: "local", localNetwork: "auto", nodes });
}

/** What is left of an earlier run of this file, however it ended; after a good one that is the stack's own folder. */
async function removeStack(): Promise<void> {
  await removeAllLocalHosts(hosts, console.log);
  stack.remove();
}

/** The one that leads may be another one after an election. */
function withoutLeader(seen: unknown): unknown {
  return JSON.parse(JSON.stringify(seen, (key, value: unknown) => (key === "leader" ? undefined : value)));
}

/** Kills pulumi at a moment of its run, and waits until nothing works for it any more. */
async function upKilledWhile(moment: string): Promise<void> {
  const providers = await killUp(stack, moments[moment]!);
  await eventually(() => Promise.resolve(providers.filter((pid) => isRunning(Number(pid)))), []);
}

function isFinished(machine: string): boolean {
  return existsSync(join(store, "machines", machine, "config.json")) && !isUnfinished(store, machine);
}

async function expectFinished(moment: string): Promise<void> {
  await upKilledWhile(moment);
  await stack.up();

  expect(await nodeTable(machines, "node1")).toEqual(bothReady);
  await stack.up("--expect-no-changes");
}

async function expectUndone(): Promise<PulumiRun> {
  const run = await stack.destroy();

  expect(tracesOf(hosts)).toEqual([]);
  expect(existsSync(cluster)).toBe(false);
  expect(processesNaming(cluster)).toEqual([]);
  return run;
}
