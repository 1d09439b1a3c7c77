import { toDiffResult } from "../../../../components/swarm/change";
import { diffNode } from "../../../../components/swarm/node/diff";
import type { NodeState } from "../../../../components/swarm/node/state";
import { unknownValue } from "../../../../components/swarm/handlers";

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
