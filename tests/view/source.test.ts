import { swarmSource } from "../../view/source";
import type { Declared } from "../../view/answers";
import { elapse } from "../support/elapse";
import { stage } from "../support/handlers";
import { useVirtualTime } from "../support/virtual-time";

useVirtualTime();

const unknown: Declared = { stack: "dev", nodes: [] };

async function swarm() {
  const s = stage("m1", "m2", "m3", "w1");
  const { swarmId } = await s.up({ m1: "manager", m2: "manager", m3: "manager", w1: "worker" });
  const source = swarmSource(".store", s.run);
  return {
    ...s,
    swarmId,
    declared: { ...unknown, swarmId },
    read: (declared: Declared) => elapse(source.read(declared)),
  };
}

test("any manager tells all nodes, services and tasks", async () => {
  const s = await swarm();
  const { answers } = await s.read(s.declared);
  expect(answers).toMatchObject({ swarmId: s.swarmId, services: [], tasks: [], certificates: [] });
  expect(answers.manager).toMatch(/^m\d$/);
  expect(answers.nodes.map((node) => node.Description.Hostname).sort()).toEqual(["m1", "m2", "m3", "w1"]);
});

test("when the manager that answered goes away, another one does", async () => {
  const s = await swarm();
  const { answers: before } = await s.read(s.declared);
  s.world.host(before.manager).on = false;
  const start = Date.now();
  const { answers: after } = await s.read(s.declared);
  expect(after.manager).not.toBe(before.manager);
  expect(Date.now() - start).toBeLessThan(8000);
});

test("the only manager that answers is asked again when it comes back", async () => {
  const s = await swarm();
  await s.read(s.declared);
  for (const name of ["m1", "m2", "m3"]) s.world.host(name).on = false;
  await expect(s.read(s.declared)).rejects.toThrow(/m1 does not answer/);
  for (const name of ["m1", "m2"]) s.world.host(name).on = true;
  expect((await s.read(s.declared)).answers.manager).toMatch(/^m[12]$/);
});

test("the swarm is found where no state names it", async () => {
  const s = await swarm();
  expect((await s.read(unknown)).answers.swarmId).toBe(s.swarmId);
});

test("when no manager answers it says what each machine said", async () => {
  const s = await swarm();
  for (const name of ["m1", "m2"]) s.world.host(name).on = false;
  await expect(s.read(s.declared)).rejects.toThrow(/m3 is a manager without a leader.*lost its quorum/);
});

test("looking changes nothing: only reading calls reach the engines", async () => {
  const s = await swarm();
  for (const host of s.world.hosts.values()) host.calls.length = 0;
  await s.read(s.declared);
  const calls = new Set([...s.world.hosts.values()].flatMap((host) => host.calls));
  expect([...calls].sort()).toEqual(["currentTasks", "info", "nodes", "ping", "services", "swarmInspect"]);
});

test("a node that is silent is asked itself, and nobody waits for its answer", async () => {
  const s = await swarm();
  s.world.host("w1").on = false;
  await s.read(s.declared);
  await elapse(new Promise((resolve) => setTimeout(resolve, 20_000)));
  expect((await s.read(s.declared)).answers.silent).toEqual({});
  await elapse(new Promise((resolve) => setTimeout(resolve, 5000)));
  expect((await s.read(s.declared)).answers.silent).toEqual({
    w1: expect.stringMatching(/^does not answer/),
  });
  s.world.host("w1").on = true;
  await elapse(new Promise((resolve) => setTimeout(resolve, 20_000)));
  expect((await s.read(s.declared)).answers.silent).toEqual({});
});

test("past tasks are read only of services that are not complete", async () => {
  const s = await swarm();
  const swarmOf = s.world.host("m1").membership!.swarm;
  swarmOf.services.push({ ID: "web", Spec: { Name: "web", Mode: { Replicated: { Replicas: 1 } } } });
  for (const host of s.world.hosts.values()) host.calls.length = 0;
  await s.read(s.declared);
  expect([...s.world.hosts.values()].flatMap((host) => host.calls)).toContain("pastTasks");
});

test("without machines it says how to get some", async () => {
  const s = stage();
  await expect(elapse(swarmSource("/store", s.run).read(unknown))).rejects.toThrow(
    'there are no machines in /store yet: run "npm start"',
  );
});
