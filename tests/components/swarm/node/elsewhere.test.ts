import { isHealthy } from "../../../../components/swarm/node/status";
import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

useVirtualTime();

async function cluster() {
  const s = stage("node1", "node2");
  const up = await s.up({ node1: "manager", node2: "worker" });
  return { ...s, ...up };
}

test("[part-of-computer] a node on a part of another computer is kept, planned for nothing, and says where it is", async () => {
  const s = await cluster();
  Object.assign(s.world.host("node2"), { computer: "anna-laptop", stored: false, on: false });

  const { props, inputs } = await elapse(s.node.read(s.nodes.node2.nodeId, s.nodes.node2));

  expect(props).toMatchObject({ status: "on computer anna-laptop" });
  expect(inputs).not.toHaveProperty("status");
  expect(isHealthy(props!.status)).toBe(true);
  expect(await s.node.diff("n", props!, s.nodeInputs(s.swarmId, "node2"))).toEqual({ changes: false });
});

test("[part-of-computer] it is not taken out of its swarm from here, though nobody would answer", async () => {
  const s = await cluster();
  Object.assign(s.world.host("node2"), { computer: "anna-laptop", stored: false, on: false });

  await expect(elapse(s.node.delete(s.nodes.node2.nodeId, s.nodes.node2))).rejects.toThrow(
    /node2 is on computer anna-laptop: it cannot be taken out of its swarm from here, and nothing was changed/,
  );
  expect(s.world.host("node1").membership!.swarm.nodes.has(s.nodes.node2.nodeId)).toBe(true);
});

test("[part-of-computer] a swarm whose managers are all on another computer is kept as it was", async () => {
  const s = await cluster();
  for (const name of ["node1", "node2"])
    Object.assign(s.world.host(name), { computer: "anna-laptop", stored: false, on: false });

  expect((await elapse(s.swarm.read(s.swarmId, s.state))).id).toBe(s.swarmId);
});
