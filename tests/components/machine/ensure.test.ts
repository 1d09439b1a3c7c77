import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ensureMachine, ensureRemembered } from "../../../components/machine/ensure";
import { markUnfinished } from "../../../components/machine/store/notes";
import { updateAddress } from "../../../components/machine/store/record";
import { isRunning } from "./support/processes";
import { Workshop } from "./support/workshop";

const workshop = new Workshop();
let lines: string[] = [];
const report = (line: string) => void lines.push(line);

beforeEach(async () => {
  lines = [];
  workshop.swarmState = "inactive";
  await workshop.open();
});
afterEach(() => workshop.close());

test("A machine that is not there is created, and its report says where it is", async () => {
  const machine = await ensureMachine(workshop.spec(), report);

  expect(machine).toMatchObject({
    name: "m1",
    driver: "virtualbox",
    address: "127.0.0.1",
    state: "Running",
    engineVersion: "26.1.5",
    action: "created",
  });
  expect(machine.url).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
  expect(workshop.commands()).toEqual(["create"]);
  expect(lines).toContain("creating: it does not exist yet");
});

test("A machine that runs and answers is left alone, without a single process", async () => {
  await ensureMachine(workshop.spec(), report);
  const before = workshop.calls().length;

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "unchanged" });
  expect(workshop.calls()).toHaveLength(before);
});

test("A machine can be put right from its name alone once it was asked for", async () => {
  await ensureMachine(workshop.spec(), report);

  expect(await ensureRemembered(workshop.store, "m1", report)).toMatchObject({ action: "unchanged" });
  await expect(ensureRemembered(workshop.store, "other", report)).rejects.toThrow(
    /Nothing is known of machine other in .*store.*run pulumi there.*--replace '\*\*-other-machine'/s,
  );
});

test("A stopped machine is started", async () => {
  await ensureMachine(workshop.spec(), report);
  // The stand-in's engine answers throughout, so certificates that do not match stand for an engine that is off.
  workshop.spoilCertificates("m1");
  workshop.behave({ status: ["Stopped", "Running"], ssh: ["active"] });

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "repaired" });
  expect(workshop.commands()).toEqual(["create", "status", "start", "status", "ip", "ssh", "provision"]);
});

test("A machine whose certificates do not match is provisioned again", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.spoilCertificates("m1");
  workshop.behave({ status: ["Running"], ssh: ["inactive"] });

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "repaired" });
  expect(lines).toContain("provisioning again: its engine's certificates do not match");
});

test("The engine of an active swarm node is never restarted to repair its certificates", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.spoilCertificates("m1");
  workshop.behave({ status: ["Running"], ssh: ["active"] });

  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(/active swarm node.*Last seen/s);
  expect(workshop.commands()).not.toContain("provision");
});

test("A virtual machine with another lease has its record corrected and its certificates replaced", async () => {
  await ensureMachine(workshop.spec(), report);
  updateAddress(workshop.store, "m1", "127.0.0.2");
  workshop.spoilCertificates("m1");
  workshop.behave({ status: ["Running"], ssh: ["active"] });

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({
    action: "repaired",
    address: "127.0.0.1",
  });
  expect(lines).toContain("recording its new address: its host has a new address");
});

test("A finished virtual machine that cannot be repaired is kept, since it may hold data", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.spoilCertificates("m1");
  workshop.behave({ status: ["Running"], ssh: ["inactive"], provision: ["fail"] });

  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow("provisioning did not help");
  expect(workshop.commands()).not.toContain("rm -y");
});

test("A machine that its driver no longer knows is re-created", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.spoilCertificates("m1");
  workshop.behave({ status: ["fail"] });

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "recreated" });
  expect(lines).toContain("removing and re-creating: its driver no longer knows it");
});

test("A machine that a killed create left unfinished is removed and re-created", async () => {
  await ensureMachine(workshop.spec(), report);
  markUnfinished(workshop.store, "m1");

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "recreated" });
  expect(workshop.commands()).toEqual(["create", "rm -y", "create"]);
});

test("A machine of an unfinished create is kept when its engine is in a swarm all the same", async () => {
  await ensureMachine(workshop.spec(), report);
  markUnfinished(workshop.store, "m1");
  workshop.swarmState = "active";

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "unchanged" });
  expect(workshop.commands()).toEqual(["create"]);
});

test("A folder without a record is removed and the machine created", async () => {
  mkdirSync(join(workshop.store, "machines", "m1"), { recursive: true });
  const certs = join(workshop.store, "certs");
  mkdirSync(certs);
  for (const file of ["ca.pem", "ca-key.pem", "cert.pem", "key.pem"]) {
    writeFileSync(join(certs, file), readFileSync(join(workshop.folder, "bin", "certs", file)));
  }
  workshop.behave({ rm: ["fail"] });

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "recreated" });
  expect(workshop.commands()).toEqual(["rm -y", "rm -y", "rm -f", "create"]);
});

test("A failed create keeps the driver's own words, leaves nothing behind and can be tried again", async () => {
  workshop.behave({ create: ["fail", "ok"] });

  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(
    /Cannot create machine m1: .*the driver says no.*What the create left was removed/s,
  );
  expect(existsSync(workshop.store)).toBe(false);
  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "created" });
});

test("A host that is refused before anything is made leaves nothing behind", async () => {
  const { PATH } = process.env;
  const ssh = join(workshop.folder, "bin", "ssh");
  writeFileSync(
    ssh,
    `#!${process.execPath}\nconsole.log("time=" + Math.round(Date.now() / 1000) + "\\nswarm=active")`,
  );
  chmodSync(ssh, 0o755);
  process.env.PATH = [join(workshop.folder, "bin"), PATH].join(delimiter);
  const spec = workshop.spec({ driver: "generic", driverOptions: { ipAddress: "127.0.0.1" } });
  try {
    await expect(ensureMachine(spec, report)).rejects.toThrow(/active node of a swarm/);
  } finally {
    process.env.PATH = PATH;
  }

  expect(workshop.commands()).toEqual([]);
  expect(existsSync(workshop.store)).toBe(false);
});

test("A failed create that cannot be taken back keeps its record and names the virtual machine", async () => {
  workshop.behave({ create: ["fail", "ok"], rm: ["fail", "fail", "ok"] });

  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(
    /may still have a virtual machine "m1"/,
  );
  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "recreated" });
});

test("A create that hangs ends at its deadline with all its processes, and its machine is removed", async () => {
  workshop.behave({ create: ["hang"] });

  await expect(ensureMachine(workshop.spec({ createTimeoutSeconds: 2 }), report)).rejects.toThrow(
    /did not end within 2 s.*What the create left was removed/s,
  );
  const pids = readFileSync(join(workshop.folder, "bin", "hanging"), "utf8")
    .split(" ")
    .map(Number);
  expect(pids).toHaveLength(2);
  for (const pid of pids) expect(isRunning(pid)).toBe(false);
}, 20_000);

test("A Docker that systemd will not start once more has its count reset, and is provisioned", async () => {
  workshop.behave({ create: ["limit"] });

  expect(await ensureMachine(workshop.spec(), report)).toMatchObject({ action: "created" });
  expect(workshop.commands()).toEqual(["create", "ssh", "provision"]);
  expect(workshop.calls()[2]).toEqual([
    "ssh",
    "m1",
    expect.stringContaining("systemctl reset-failed docker.service"),
  ]);
});

test("A machine of another driver under the same name is refused", async () => {
  await ensureMachine(workshop.spec(), report);

  await expect(ensureMachine(workshop.spec({ driver: "digitalocean" }), report)).rejects.toThrow(
    /a machine of that name with driver virtualbox/,
  );
});

test("All faults of a spec are found before any process is started", async () => {
  const spec = workshop.spec({ driverOptions: { memory: "lots", cpuCont: 1 }, engine: { installUrl: "x" } });

  await expect(ensureMachine(spec, report)).rejects.toThrow(
    /memory.*did you mean cpuCount.*engine\.installUrl/s,
  );
  await expect(ensureMachine(workshop.spec({ name: "a;b" }), report)).rejects.toThrow(/letters, digits/);
  expect(workshop.calls()).toEqual([]);
});

test("Two runs at once make a machine once", async () => {
  const [one, two] = await Promise.all([
    ensureMachine(workshop.spec(), report),
    ensureMachine(workshop.spec(), report),
  ]);

  expect([one.action, two.action].sort()).toEqual(["created", "unchanged"]);
  expect(workshop.commands()).toEqual(["create"]);
});

test("Credentials reach the driver by its environment, and the spec itself does not", async () => {
  process.env.MACHINE_SPEC = "everything";
  try {
    await ensureMachine(workshop.spec({ environment: { TOKEN: "s3cret" } }), report);
  } finally {
    delete process.env.MACHINE_SPEC;
  }

  const [create] = workshop.notes().filter(({ args }) => args[args.length - 1] === "m1");
  expect(create.environment).toEqual({ TOKEN: "s3cret" });
  expect(create.args.join(" ")).not.toContain("s3cret");
});
