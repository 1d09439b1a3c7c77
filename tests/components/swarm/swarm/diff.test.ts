import { toDiffResult } from "../../../../components/swarm/change";
import { unknownValue } from "../../../../components/swarm/handlers";
import { diffSwarm } from "../../../../components/swarm/swarm/diff";
import type { SwarmState } from "../../../../components/swarm/swarm/state";

const olds: SwarmState = {
  cluster: "p/s/n",
  storePath: ".store",
  machine: "node1",
  machineId: "m1",
  stateVersion: 1,
  swarmId: "s1",
  unlockKey: "",
  initSettings: { defaultAddressPools: ["10.0.0.0/8"], subnetSize: 24, dataPathPort: 4789 },
};
const diff = (more: object) => toDiffResult(diffSwarm(olds, { ...olds, ...more }));

test("the machine a swarm was made on means nothing any more", () => {
  expect(diff({ machine: "node9", machineId: unknownValue })).toEqual({ changes: false });
});

test.each([
  { labels: { a: "b" } },
  { nodeCertExpiry: "72h" },
  { rotateCA: "1" },
  { autolock: true },
  { rotateUnlockKey: "1" },
  { cluster: "p/t/n" },
  { recover: { manager: "node1", trigger: "1" } },
])("%j changes in place", (more) => expect(diff(more)).toEqual({ changes: true }));

test.each([
  ["dataPathPort", 5000],
  ["subnetSize", 26],
  ["defaultAddressPools", ["10.20.0.0/16"]],
])("another %s than the swarm has replaces it, created before the old one is deleted", (key, value) => {
  expect(diff({ [key]: value })).toEqual({ changes: true, replaces: [key], deleteBeforeReplace: false });
});

test("stating an init-only setting as the swarm has it is no replacement", () => {
  expect(diff({ dataPathPort: 4789, subnetSize: 24 })).toEqual({ changes: true });
});
