import { elapse } from "../../support/elapse";
import { stage } from "../../support/handlers";
import { useVirtualTime } from "../../support/virtual-time";

useVirtualTime();

/** A swarm of three managers and workers, and all that a refresh reads of it. */
async function swarmOf(count: number) {
  const names = Array.from({ length: count }, (_, i) => `node${i + 1}`);
  const s = stage(...names);
  const role = (i: number) => (i < 3 ? "manager" : "worker");
  const up = await s.up(Object.fromEntries(names.map((name, i) => [name, role(i)])));
  const tokens = await elapse(s.tokens.create({ storePath: ".store", swarmId: up.swarmId }));
  // Pulumi starts a new process for each run, and so does a refresh.
  const fresh = stage();
  const reads = [
    () => fresh.swarm.read(up.swarmId, up.state),
    () => fresh.tokens.read(tokens.id, tokens.outs),
    ...names.map((name) => () => fresh.node.read(up.nodes[name].nodeId, up.nodes[name])),
  ];
  fresh.run.fleet = () => s.world.fleet;
  // A ping comes with each new connection. The question that each node answers about itself counts, where it is a manager.
  const managers = names.slice(0, 3).map((name) => s.world.host(name).calls);
  for (const calls of managers) calls.length = 0;
  return { reads, asked: () => managers.flat().filter((call) => call !== "ping") };
}

test.each([3, 12, 40])("a refresh of %d nodes asks managers at most N/4 + 6 times", async (count) => {
  const { reads, asked } = await swarmOf(count);
  await elapse(Promise.all(reads.map((read) => read())));
  expect(asked().length).toBeLessThanOrEqual(count / 4 + 6);
});

test("so it does when Pulumi reads a few at a time", async () => {
  const { reads, asked } = await swarmOf(40);
  const left = [...reads];
  const reader = async () => {
    for (let read = left.shift(); read; read = left.shift()) await read();
  };
  await elapse(Promise.all(Array.from({ length: 8 }, reader)));
  expect(asked().length).toBeLessThanOrEqual(40 / 4 + 6);
});
