import { toDiffResult } from "../../../../components/swarm/change";
import { checkNode, diffNode, type NodeState } from "../../../../components/swarm/node/state";
import { unknownValue } from "../../../../components/swarm/handlers";

const good = { storePath: ".store", swarmId: "s", machine: "node1", role: "worker" };

test("what is left out is filled in", () => {
  expect(checkNode(good)).toEqual({ inputs: { ...good, availability: "active", labels: {} }, failures: [] });
});

test.each([
  [{ role: "Manager" }, "role", '"Manager": manager | worker expected'],
  [{ role: undefined }, "role", "is missing; manager | worker expected"],
  [{ availability: "drained" }, "availability", '"drained": active | pause | drain expected'],
  [
    { labels: { "com.pulumi.swarm.x": "y" } },
    "labels",
    '"com.pulumi.swarm.x": the prefix com.pulumi.swarm. is reserved',
  ],
  [{ advertiseAddress: "0.0.0.0" }, "advertiseAddress", /non-zero IP address/],
  [{ listenAddress: "eth0:99999" }, "listenAddress", /port 99999/],
  [{ dataPathAddress: "10.0.0.1:4789" }, "dataPathAddress", /must have no port/],
  [{ machine: "" }, "machine", "a text is required"],
])("%j is refused", (more, property, reason) => {
  const message = typeof reason === "string" ? reason : expect.stringMatching(reason);
  expect(checkNode({ ...good, ...more }).failures).toEqual([{ property, reason: message }]);
});

test("several problems are reported together, and unknown values are passed over", () => {
  const bad = {
    ...good,
    role: "boss",
    availability: "off",
    swarmId: unknownValue,
    labels: { a: unknownValue },
  };
  expect(checkNode(bad).failures.map((f) => f.property)).toEqual(["role", "availability"]);
});

const olds: NodeState = {
  storePath: ".store",
  swarmId: "s1",
  machine: "node2",
  machineId: "m1",
  role: "worker",
  availability: "active",
  labels: { disk: "ssd" },
  stateVersion: 1,
  nodeId: "n1",
  status: "ready",
};
const diff = (more: object, old: object = {}) =>
  toDiffResult(diffNode({ ...olds, ...old }, { ...olds, ...more }));

test("nothing changed is no change", () => expect(diff({})).toEqual({ changes: false }));

test.each([
  { role: "manager" },
  { availability: "drain" },
  { labels: {} },
  { labels: { disk: "hdd" } },
  { role: unknownValue },
])("%j changes in place", (more) => expect(diff(more)).toEqual({ changes: true }));

test.each(["swarmId", "machine", "machineId", "advertiseAddress", "listenAddress", "dataPathAddress"])(
  "another or an unknown %s replaces the node, the old one first",
  (key) => {
    const replaced = { changes: true, replaces: [key], deleteBeforeReplace: true };
    expect(diff({ [key]: "other" })).toEqual(replaced);
    expect(diff({ [key]: unknownValue })).toEqual(replaced);
  },
);

test("a node found out of order is mended in place; an unknown state after an election is in order", () => {
  for (const status of ["down", "unreachable", "locked", "pending", "moved", "unfinished"]) {
    expect(diff({}, { status })).toEqual({ changes: true });
  }
  expect(diff({}, { status: "unknown" })).toEqual({ changes: false });
});
