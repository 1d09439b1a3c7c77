import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureMachine } from "../../../components/machine/ensure";
import { markUnfinished, recallSpec, rememberSpec } from "../../../components/machine/store/notes";
import { listMachines } from "../../../components/machine/store/record";
import { prepareWorkspace, sweepWorkspace } from "../../../components/workspace/workspace";
import { Workshop } from "../machine/support/workshop";

const workshop = new Workshop();
const directory = join(workshop.folder, "cluster");
const own = { directory, storePath: join(directory, "machines") };
const shared = { directory, storePath: workshop.store };
let lines: string[] = [];
const report = (line: string) => void lines.push(line);

beforeEach(async () => {
  lines = [];
  await workshop.open();
  prepareWorkspace(own);
});
afterEach(() => workshop.close());

/** What ensureMachine remembers before docker-machine is called for a machine of driver local. */
function localMachine(name: string, storePath: string, cluster = directory) {
  const local = { name, directory: join(cluster, "hosts"), network: "auto" };
  rememberSpec(workshop.spec({ name, storePath, driver: "local", local }));
}

test("A new folder is its owner's alone; one that was there before keeps its mode", () => {
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  chmodSync(directory, 0o755);
  prepareWorkspace(own);
  expect(statSync(directory).mode & 0o777).toBe(0o755);
});

test("A machine left in the cluster's own store is removed and named, and with it store and folder", async () => {
  await ensureMachine(workshop.spec({ storePath: own.storePath }), () => undefined);
  await sweepWorkspace(own, report);

  expect(workshop.commands()).toEqual(["create", "rm -y"]);
  expect(lines).toEqual(["[m1] was left behind by an interrupted run: removed"]);
  expect(existsSync(directory)).toBe(false);
});

test("A run that was killed before docker-machine began left only notes, and these go", async () => {
  localMachine("node3", own.storePath);
  await sweepWorkspace(own, report);

  expect(workshop.commands()).toEqual([]);
  expect(lines).toEqual(["[node3] was left behind by an interrupted run: removed"]);
});

test("Of a store elsewhere only machines on the cluster's own local hosts are taken", async () => {
  await ensureMachine(workshop.spec(), () => undefined);
  localMachine("node1", workshop.store);
  localMachine("theirs", workshop.store, join(workshop.folder, "other"));
  await sweepWorkspace(shared, report);

  expect(lines).toEqual(["[node1] was left behind by an interrupted run: removed"]);
  expect(listMachines(workshop.store)).toEqual(["m1"]);
  expect(recallSpec(workshop.store, "node1")).toBeUndefined();
  expect(recallSpec(workshop.store, "theirs")).toBeDefined();
});

test("A store whose path only begins like the folder's is elsewhere", async () => {
  const beside = { directory, storePath: `${directory}-machines` };
  await ensureMachine(workshop.spec({ storePath: beside.storePath }), () => undefined);
  await sweepWorkspace(beside, report);

  expect(listMachines(beside.storePath)).toEqual(["m1"]);
});

test("In the cluster's own store, a machine on another cluster's host and one made by hand stay", async () => {
  localMachine("theirs", own.storePath, join(workshop.folder, "other"));
  mkdirSync(join(own.storePath, "machines", "by-hand"), { recursive: true });
  await sweepWorkspace(own, report);

  expect(lines).toEqual([]);
  expect(recallSpec(own.storePath, "theirs")).toBeDefined();
  expect(listMachines(own.storePath)).toEqual(["by-hand"]);
});

test("Nothing there is no error and nothing to say", async () => {
  await sweepWorkspace(own, report);
  await sweepWorkspace(own, report);

  expect(lines).toEqual([]);
  expect(existsSync(directory)).toBe(false);
});

test("Folders around it that were made for it alone go too, but only below the project", async () => {
  const state = join(workshop.folder, ".state");
  const inStack = (stack: string) => {
    const cluster = join(state, stack, "swarm");
    return { directory: cluster, storePath: join(cluster, "machines") };
  };
  const project = jest.spyOn(process, "cwd").mockReturnValue(workshop.folder);
  for (const stack of ["dev", "other"]) prepareWorkspace(inStack(stack));

  await sweepWorkspace(inStack("dev"), report);
  expect(readdirSync(state)).toEqual(["other"]);

  project.mockReturnValue(join(workshop.folder, "elsewhere"));
  await sweepWorkspace(inStack("other"), report);
  expect(readdirSync(join(state, "other"))).toEqual([]);
  project.mockRestore();
});

test("A file that is not ours keeps the folder", async () => {
  writeFileSync(join(directory, "note"), "mine");
  await ensureMachine(workshop.spec({ storePath: own.storePath }), () => undefined);
  await sweepWorkspace(own, report);

  expect(existsSync(join(directory, "note"))).toBe(true);
  expect(existsSync(own.storePath)).toBe(false);
});

test("One that cannot be removed is said, after the others were removed, and stays for the next try", async () => {
  await ensureMachine(workshop.spec({ storePath: own.storePath }), () => undefined);
  localMachine("node2", own.storePath);
  workshop.behave({ rm: ["fail"] });

  await expect(sweepWorkspace(own, report)).rejects.toThrow("docker-machine could not remove machine m1");
  expect(listMachines(own.storePath)).toEqual(["m1"]);
  expect(recallSpec(own.storePath, "node2")).toBeUndefined();
  workshop.behave({});
  await sweepWorkspace(own, report);
  expect(existsSync(directory)).toBe(false);
});

test("[sweep] Nothing is taken from a folder in which a machine is a node of a swarm", async () => {
  await ensureMachine(workshop.spec({ storePath: own.storePath }), () => undefined);
  localMachine("node2", own.storePath);
  workshop.swarmState = "active";
  await sweepWorkspace(own, report);
  workshop.swarmState = "inactive";

  expect(workshop.commands()).toEqual(["create"]);
  expect(lines).toEqual([
    expect.stringMatching(/^Kept .*: m1 is a node of a swarm \(active\)\. .*npm run machine -- rm/),
  ]);
  expect(recallSpec(own.storePath, "node2")).toBeDefined();
});

test("[sweep] Neither is one whose engine does not answer, unless its create never finished", async () => {
  await ensureMachine(workshop.spec({ storePath: own.storePath }), () => undefined);
  workshop.silence();
  await sweepWorkspace(own, report);
  expect(lines).toEqual([expect.stringContaining("m1 does not answer, and may be a node of a swarm")]);
  expect(listMachines(own.storePath)).toEqual(["m1"]);

  markUnfinished(own.storePath, "m1");
  await sweepWorkspace(own, report);
  expect(existsSync(directory)).toBe(false);
});

test("[sweep] A local host that is off and has a swarm on its disk stays", async () => {
  const disk = join(directory, "hosts", "hosts", "node1", "docker", "swarm");
  mkdirSync(disk, { recursive: true });
  writeFileSync(join(disk, "docker-state.json"), "{}");
  await sweepWorkspace(own, report);

  expect(lines).toEqual([expect.stringContaining("node1 is a node of a swarm")]);
  expect(existsSync(disk)).toBe(true);
});
