import { decide, type MachineAction, type MachineFacts } from "../../../components/machine/decide";

const good: MachineFacts = {
  driver: "virtualbox",
  record: "usable",
  recordedDriver: "virtualbox",
  unfinished: false,
  moved: false,
  expired: false,
  engine: "ready",
  state: "Running",
  swarmNode: false,
};
const generic = { driver: "generic", recordedDriver: "generic" };

const cases: [string, Partial<MachineFacts>, MachineAction][] = [
  ["nothing there", { record: "none" }, "create"],
  ["a record that cannot be read", { record: "broken" }, "recreate"],
  ["running and right", {}, "nothing"],
  ["running and right, in a swarm", { swarmNode: true }, "nothing"],
  ["another driver's machine", { recordedDriver: "hyperv" }, "refuse"],
  ["a local host, whose driver is generic", { driver: "local", recordedDriver: "generic" }, "nothing"],
  ["an unfinished create", { unfinished: true }, "recreate"],
  ["an unfinished create that does not answer", { unfinished: true, engine: "silent" }, "recreate"],
  ["an unfinished create that is in a swarm", { unfinished: true, swarmNode: true }, "nothing"],
  ["a host at another address", { ...generic, moved: true }, "recreate"],
  ["a virtual machine at another address", { moved: true, engine: "silent" }, "readdress"],
  ["stopped", { engine: "silent", state: "Stopped" }, "start"],
  ["saved", { engine: "silent", state: "Saved" }, "start"],
  ["paused", { engine: "silent", state: "Paused" }, "start"],
  ["a host that is off", { ...generic, engine: "silent", state: "Stopped" }, "refuse"],
  ["gone at the driver", { engine: "silent", state: "Gone" }, "recreate"],
  ["a driver that does not say", { engine: "silent", state: "Unknown" }, "refuse"],
  ["a silent engine", { engine: "silent" }, "provision"],
  ["wrong certificates", { engine: "untrusted" }, "provision"],
  ["wrong certificates on a swarm node", { engine: "untrusted", swarmNode: true }, "refuse"],
  [
    "[certificates] ended certificates on a swarm node",
    { engine: "untrusted", swarmNode: true, expired: true },
    "provision",
  ],
  ["a silent engine on a swarm node", { engine: "silent", swarmNode: true }, "refuse"],
];

test.each(cases)("%s: the next step", (_, facts, action) => {
  const decision = decide({ ...good, ...facts });

  expect(decision.action).toBe(action);
  expect(decision.because).toMatch(/^[a-z].*[a-z]$/);
});

test.each<MachineAction>(["start", "readdress"])(
  "Wrong certificates after a %s are repaired on a swarm node too, since nothing runs there yet",
  (done) => {
    const tried = new Set<MachineAction>([done]);
    expect(decide({ ...good, engine: "untrusted", swarmNode: true }, tried).action).toBe("provision");
  },
);

test("A host whose engine provisioning did not help is made again, a virtual machine is not", () => {
  const tried = new Set<MachineAction>(["provision"]);

  expect(decide({ ...good, ...generic, engine: "silent" }, tried).action).toBe("recreate");
  expect(decide({ ...good, engine: "silent" }, tried).action).toBe("refuse");
});

test("Whatever the facts, each step is taken once at most and then refused", () => {
  for (const [, facts] of cases) {
    const tried = new Set<MachineAction>();
    for (
      let { action } = decide({ ...good, ...facts }, tried);
      ;
      { action } = decide({ ...good, ...facts }, tried)
    ) {
      if (action === "nothing" || action === "refuse") break;
      expect(tried.has(action)).toBe(false);
      tried.add(action);
    }
  }
});

test("A refusal after a step says that the step was tried", () => {
  const decision = decide({ ...good, record: "none" }, new Set(["create"]));

  expect(decision).toEqual({
    action: "refuse",
    because: "it does not exist yet, though a repair was tried",
  });
});
