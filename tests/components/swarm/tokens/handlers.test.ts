import { unknownValue } from "../../../../components/swarm/handlers";
import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

async function cluster() {
  const s = stage("node1", "node2");
  const up = await s.up({ node1: "manager", node2: "worker" });
  const inputs = (more = {}) => ({ swarmId: up.swarmId, storePath: ".store", ...more });
  return { ...s, ...up, inputs };
}

test("both tokens are outputs, and a rotation by hand changes them but nothing else", async () => {
  const s = await cluster();
  const { id, outs } = await elapse(s.tokens.create(s.inputs({ rotateWorker: "1" })));
  const { swarm } = s.world.host("node1").membership!;
  expect(outs).toMatchObject({ workerToken: swarm.tokens.Worker, managerToken: swarm.tokens.Manager });
  swarm.update(swarm.version, swarm.spec, { rotateWorkerToken: true });
  const read = await elapse(s.tokens.read(id, outs));
  expect(read.props!.workerToken).toBe(swarm.tokens.Worker);
  expect(read.inputs).toEqual(s.inputs({ rotateWorker: "1" }));
});

test("a new trigger rotates its token once, and no other; members stay in", async () => {
  const s = await cluster();
  const first = await elapse(s.tokens.create(s.inputs()));
  const second = await elapse(s.tokens.update(first.id, first.outs, s.inputs({ rotateWorker: "1" })));
  expect(second.outs.workerToken).not.toBe(first.outs.workerToken);
  expect(second.outs.managerToken).toBe(first.outs.managerToken);
  const third = await elapse(
    s.tokens.update(first.id, second.outs, s.inputs({ rotateWorker: "1", rotateManager: "1" })),
  );
  expect(third.outs.workerToken).toBe(second.outs.workerToken);
  expect(third.outs.managerToken).not.toBe(second.outs.managerToken);
  expect(s.world.host("node2").membership!.state).toBe("active");
  expect(lines.join("\n")).not.toMatch(/SWMTKN-1/);
});

test("another or unknown swarm replaces the tokens; a trigger must be a changing value", async () => {
  const s = await cluster();
  const { outs } = await elapse(s.tokens.create(s.inputs()));
  expect(await s.tokens.diff("id", outs, s.inputs({ swarmId: unknownValue }))).toMatchObject({
    changes: true,
    replaces: ["swarmId"],
  });
  expect(await s.tokens.diff("id", outs, s.inputs())).toEqual({ changes: false });
  const { failures } = await s.tokens.check({}, s.inputs({ rotateWorker: true }));
  expect(failures).toEqual([
    { property: "rotateWorker", reason: expect.stringMatching(/changing value, such as a date/) },
  ]);
});

test("tokens are kept while no manager answers", async () => {
  const s = await cluster();
  const { id, outs } = await elapse(s.tokens.create(s.inputs()));
  s.world.host("node1").cut();
  expect(await elapse(s.tokens.read(id, outs))).toMatchObject({ id, props: outs });
});
