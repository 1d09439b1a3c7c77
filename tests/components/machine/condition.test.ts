import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineCondition } from "../../../components/machine/condition";
import { ensureMachine } from "../../../components/machine/ensure";
import { forgetSpec, rememberSpec } from "../../../components/machine/store/notes";
import { readMachine } from "../../../components/machine/store/record";
import { Workshop, type Behaviour } from "./support/workshop";

const workshop = new Workshop();
beforeEach(() => workshop.open());
afterEach(() => workshop.close());

const made = () => ensureMachine(workshop.spec(), () => undefined);
const condition = (name = "m1") => machineCondition(workshop.store, name);

test("A machine that is not in the store, or that its driver does not know, is gone", async () => {
  expect(await condition("nobody")).toEqual({ state: "gone" });
  await made();
  workshop.behave({ status: ["fail"] });
  expect(await condition()).toEqual({ state: "gone" });
});

const states: [string, Behaviour, object][] = [
  ["Stopped", { status: ["Stopped"] }, { state: "stopped" }],
  ["Saved", { status: ["Saved"] }, { state: "stopped" }],
  ["Running", { status: ["Running"] }, { state: "running" }],
  ["Error", { status: ["Error"] }, { state: "unknown" }],
  [
    "Running with another lease",
    { status: ["Running"], ip: ["127.0.0.9"] },
    { state: "running", movedTo: "127.0.0.9" },
  ],
];

test.each(states)("%s: what a refresh makes of it", async (_, behaviour, expected) => {
  await made();
  workshop.behave(behaviour);
  expect(await condition()).toEqual(expected);
});

test("Looking changes nothing: the record keeps its address", async () => {
  await made();
  workshop.behave({ status: ["Running"], ip: ["127.0.0.9"] });
  await condition();
  expect(readMachine(workshop.store, "m1")?.address).toBe("127.0.0.1");
});

test("A host of driver generic that does not answer may be running, and is never gone", async () => {
  await made();
  rememberSpec(workshop.spec({ driver: "generic" }));
  workshop.behave({ status: ["fail"] });
  expect(await condition()).toEqual({ state: "unknown" });
});

test("A local host whose disk is not there is gone", async () => {
  await made();
  const local = { name: "m1", directory: join(workshop.folder, "hosts"), network: "auto" };
  rememberSpec(workshop.spec({ driver: "local", local }));
  expect(await condition()).toEqual({ state: "gone" });
});

test("A machine that cannot be asked about, or whose record is broken, is in an unknown state", async () => {
  await made();
  rememberSpec(workshop.spec({ machineBinary: "/nowhere/docker-machine" }));
  expect(await condition()).toEqual({ state: "unknown" });
  forgetSpec(workshop.store, "m1");
  writeFileSync(join(workshop.store, "machines", "m1", "config.json"), "{");
  expect(await condition()).toEqual({ state: "unknown" });
});
