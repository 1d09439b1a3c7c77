import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureMachine } from "../../../components/machine/ensure";
import { markUnfinished, recallSpec } from "../../../components/machine/store/notes";
import { removeMachine } from "../../../components/machine/remove";
import { listMachines } from "../../../components/machine/store/record";
import { Workshop } from "./support/workshop";

const workshop = new Workshop();
let lines: string[] = [];
const report = (line: string) => void lines.push(line);

beforeEach(async () => {
  lines = [];
  await workshop.open();
});
afterEach(() => workshop.close());

test("The last machine takes the store made for it along, certificates and all", async () => {
  await ensureMachine(workshop.spec(), report);
  await removeMachine(workshop.spec(), report);

  expect(workshop.commands()).toEqual(["create", "rm -y"]);
  expect(existsSync(workshop.store)).toBe(false);
});

test("A machine that is not there is no error, and no store is made for it", async () => {
  await removeMachine(workshop.spec(), report);
  expect(existsSync(workshop.store)).toBe(false);

  await ensureMachine(workshop.spec(), report);
  await removeMachine(workshop.spec({ name: "other" }), report);
  expect(lines).toContain("absent, nothing to remove");
  expect(listMachines(workshop.store)).toEqual(["m1"]);
});

test("Other machines, and what is remembered of them, stay", async () => {
  await ensureMachine(workshop.spec(), report);
  await ensureMachine(workshop.spec({ name: "m2" }), report);
  await removeMachine(workshop.spec(), report);

  expect(listMachines(workshop.store)).toEqual(["m2"]);
  expect(recallSpec(workshop.store, "m1")).toBeUndefined();
  expect(recallSpec(workshop.store, "m2")).toBeDefined();
});

test("A store that somebody else made stays, empty as it may be", async () => {
  mkdirSync(workshop.store);
  writeFileSync(join(workshop.store, "theirs"), "");
  await ensureMachine(workshop.spec(), report);
  await removeMachine(workshop.spec(), report);

  expect(existsSync(join(workshop.store, "theirs"))).toBe(true);
  expect(existsSync(join(workshop.store, "certs", "ca.pem"))).toBe(true);
});

test("A removal that fails is tried once more", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.behave({ rm: ["fail", "ok"] });
  await removeMachine(workshop.spec(), report);

  expect(workshop.commands()).toEqual(["create", "rm -y", "rm -y"]);
});

test("Where the driver cannot remove its virtual machine the record is kept, and the machine is named", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.behave({ rm: ["fail"] });

  await expect(removeMachine(workshop.spec(), report)).rejects.toThrow(
    /could not remove machine m1: .*the driver says no.*virtualbox may still have a virtual machine "m1"/s,
  );
  expect(listMachines(workshop.store)).toEqual(["m1"]);
  expect(recallSpec(workshop.store, "m1")).toBeDefined();
  expect(workshop.commands()).not.toContain("rm -f");
});

test("Where a machine is a mere record, force deletes it after saying what stays", async () => {
  const spec = workshop.spec({ driver: "none", driverOptions: { url: "tcp://127.0.0.1:1" } });
  mkdirSync(join(workshop.store, "machines", "m1"), { recursive: true });
  writeFileSync(join(workshop.store, "machines", "m1", "config.json"), "{");
  workshop.behave({ rm: ["fail"] });
  await removeMachine(spec, report);

  expect(workshop.commands()).toEqual(["rm -y", "rm -y", "rm -f"]);
  expect(lines.join("\n")).toMatch(/its record is deleted, the host itself is not touched/);
  expect(listMachines(workshop.store)).toEqual([]);
});

test("Half-made machines of killed runs go with the last one", async () => {
  await ensureMachine(workshop.spec(), report);
  await ensureMachine(workshop.spec({ name: "m2" }), report);
  markUnfinished(workshop.store, "m2");
  await removeMachine(workshop.spec(), report);

  expect(lines).toContain("removing m2, which an earlier run left unfinished");
  expect(existsSync(workshop.store)).toBe(false);
});

test("Machines removed side by side leave nothing behind, the locks included", async () => {
  const specs = ["m1", "m2", "m3", "m4"].map((name) => workshop.spec({ name }));
  await Promise.all(specs.map((spec) => ensureMachine(spec, report)));
  writeFileSync(
    join(workshop.store, "locks", "machine-m1.lock"),
    JSON.stringify({ pid: 2 ** 22 + 1, startTime: "1", since: "", nonce: "dead" }),
  );
  await Promise.all(specs.map((spec) => removeMachine(spec, report)));

  expect(existsSync(workshop.store)).toBe(false);
});
