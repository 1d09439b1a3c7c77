import type { Swarm } from "../../../../components/engine/types";
import type { Setting } from "../../../../components/swarm/setting";
import { swarmSettings } from "../../../../components/swarm/swarm/settings";
import type { SwarmInputs } from "../../../../components/swarm/swarm/state";
import {
  actualInitSettings,
  actualSettings,
  emptySpec,
  initFields,
  specWith,
} from "../../../../components/swarm/swarm/wanted-spec";

const identity = { cluster: "p/s/n", storePath: ".store", machine: "node1" };

/** A value of each setting that an engine keeps and tells. */
const inPlace = {
  labels: { team: "a" },
  taskHistoryRetentionLimit: 3,
  snapshotInterval: 5000,
  keepOldSnapshots: 2,
  logEntriesForSlowFollowers: 100,
  dispatcherHeartbeat: "1m30s",
  nodeCertExpiry: "72h",
  externalCAs: [{ url: "https://ca.example.org/sign" }],
  autolock: true,
} satisfies Partial<SwarmInputs>;

const initOnly = {
  defaultAddressPools: ["10.20.0.0/16"],
  subnetSize: 26,
  dataPathPort: 5789,
} satisfies Partial<SwarmInputs>;

const keysOf = (change: Setting["change"], except: string[] = []) =>
  Object.entries<Setting>(swarmSettings)
    .filter(([key, setting]) => setting.change === change && !except.includes(key))
    .map(([key]) => key);

test("Every setting goes into the engine's spec and comes back as it was written", () => {
  expect(Object.keys(inPlace)).toEqual(keysOf("in place", ["signingCACert", "signingCAKey"]));
  const Spec = specWith(emptySpec, { ...identity, ...inPlace });

  expect(actualSettings({ Spec } as Swarm, inPlace)).toEqual(inPlace);
});

test("Every init-only setting goes into the request and comes back from the swarm", () => {
  expect(Object.keys(initOnly)).toEqual(keysOf("replace"));
  const swarm = initFields(initOnly);

  expect(actualInitSettings(swarm as unknown as Swarm)).toEqual(initOnly);
  expect(actualInitSettings({} as Swarm)).toEqual({
    defaultAddressPools: ["10.0.0.0/8"],
    subnetSize: 24,
    dataPathPort: 4789,
  });
});

test("A signing authority is sent only when it changed, and what is not stated is not touched", () => {
  const authority = { ...identity, signingCACert: "cert", signingCAKey: "key" };
  const spec = { ...emptySpec, Raft: { SnapshotInterval: 7 } };

  expect(specWith(spec, authority, identity).CAConfig).toEqual({
    SigningCACert: "cert",
    SigningCAKey: "key",
  });
  expect(specWith(spec, authority, authority)).toEqual({
    ...spec,
    Labels: { "com.pulumi.swarm.cluster": "p/s/n" },
  });
});
