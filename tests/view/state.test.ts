import { declaredIn } from "../../view/state";

const store = "/project/.state/dev/swarm/machines";
const storePath = ".state/dev/swarm/machines";
const member = (machine: string, more: object = {}, nodeId?: string) => ({
  urn: `urn:pulumi:dev::swarm::SwarmNode::swarm-${machine}`,
  type: "pulumi-nodejs:dynamic/swarm:SwarmNode",
  inputs: { machine, storePath, role: "worker", availability: "active", labels: {}, ...more },
  ...(nodeId && { outputs: { nodeId } }),
});
const swarm = {
  urn: "s",
  type: "pulumi-nodejs:dynamic/swarm:Swarm",
  inputs: { storePath },
  outputs: { swarmId: "abc" },
};
const declared = (resources: object[], pending: object[] = []) =>
  declaredIn(
    "dev",
    { deployment: { resources: resources as never, pending_operations: pending as never } },
    store,
    "/project",
  );

test("the nodes and the swarm of the cluster whose store it is", () => {
  const other = member("other", { storePath: ".state/dev/second/machines" });
  const w1 = member("w1", { availability: "drain", labels: { disk: "ssd" } }, "id1");
  expect(declared([swarm, member("m1", { role: "manager" }, "id0"), w1, other])).toEqual({
    stack: "dev",
    swarmId: "abc",
    nodes: [
      { machine: "m1", nodeId: "id0", role: "manager", availability: "active", labels: {}, changing: false },
      {
        machine: "w1",
        nodeId: "id1",
        role: "worker",
        availability: "drain",
        labels: { disk: "ssd" },
        changing: false,
      },
    ],
  });
});

test("what an update changes or creates at this moment is marked", () => {
  const m1 = member("m1", {}, "id0");
  const { nodes } = declared([m1], [{ resource: m1 }, { resource: member("new") }]);
  expect(nodes.map(({ machine, changing }) => [machine, changing])).toEqual([
    ["m1", true],
    ["new", true],
  ]);
});

test("a resource that a replacement has yet to delete is not declared any more", () => {
  expect(declared([{ ...member("w1"), delete: true }]).nodes).toEqual([]);
});

test("a stack without resources declares nothing", () => {
  expect(declaredIn("dev", {}, store, "/project")).toEqual({ stack: "dev", swarmId: undefined, nodes: [] });
});
