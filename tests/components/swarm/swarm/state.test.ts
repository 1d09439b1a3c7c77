import { generateKeyPairSync } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toDiffResult } from "../../../../components/swarm/change";
import { unknownValue } from "../../../../components/swarm/handlers";
import { checkSwarm, diffSwarm, type SwarmState } from "../../../../components/swarm/swarm/state";

const good = { cluster: "p/s/n", storePath: ".store", machine: "node1", machineId: "m" };
const failures = (more: object) => checkSwarm({ ...good, ...more }).failures;

test("all settings as people write them are accepted", () => {
  expect(
    failures({
      labels: { team: "a" },
      taskHistoryRetentionLimit: 0,
      snapshotInterval: 5000,
      keepOldSnapshots: 0,
      logEntriesForSlowFollowers: 100,
      dispatcherHeartbeat: "5s",
      nodeCertExpiry: "72h",
      externalCAs: [{ url: "https://ca.example.org/sign" }],
      rotateCA: "2026-11",
      autolock: true,
      rotateUnlockKey: "1",
      defaultAddressPools: ["10.20.0.0/16", "10.30.0.0/16"],
      subnetSize: 26,
      dataPathPort: 5789,
      allowReplace: false,
      adopt: true,
      recover: { manager: "node2", trigger: "2026-11-01" },
    }),
  ).toEqual([]);
});

test.each([
  [{ dispatcherHeartbeat: "5" }, /duration with its unit/],
  [{ dispatcherHeartbeat: "-5s" }, /not negative/],
  [{ dispatcherHeartbeat: "0s" }, /more than nothing/],
  [{ nodeCertExpiry: "59m" }, /at least an hour/],
  [{ dataPathPort: 80 }, /from 1024 to 49151 expected, got 80/],
  [{ dataPathPort: 60000 }, /from 1024 to 49151/],
  [{ subnetSize: 30 }, /from 1 to 29/],
  [{ defaultAddressPools: ["10.0.0.0"] }, /"10.0.0.0\/8", got "10.0.0.0"/],
  [{ defaultAddressPools: ["10.0.0.0/33"] }, /prefix length/],
  [{ defaultAddressPools: ["10.0.0.0/8", "10.1.0.0/16"] }, /"10.1.0.0\/16" overlaps with "10.0.0.0\/8"/],
  [{ autolock: "yes" }, /true or false expected, got "yes"/],
  [{ rotateCA: true }, /use a changing value, such as a date/],
  [{ rotateUnlockKey: true }, /true has no next one/],
  [{ taskHistoryRetentionLimit: -1 }, /whole number >= 0/],
  [{ externalCAs: [{ url: "ca" }] }, /\[0\].url: an https/],
  [{ signingCAKey: "x" }, /signingCACert is needed/],
  [{ signingCACert: "" }, /must not be empty/],
  [{ recover: { manager: "node1" } }, /`trigger`/],
  [{ recover: { trigger: "1" } }, /`manager`/],
])("%j is refused", (more, reason) => {
  expect(failures(more)).toEqual([{ property: Object.keys(more)[0], reason: expect.stringMatching(reason) }]);
});

test("values not known yet are passed over", () => {
  expect(
    failures({ dataPathPort: unknownValue, labels: { a: unknownValue }, autolock: unknownValue }),
  ).toEqual([]);
});

test("a signing certificate must fit its key, and neither appears in a message", () => {
  const folder = mkdtempSync(join(tmpdir(), "ca-"));
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    "/CN=ca",
  ];
  execFileSync("openssl", [...args, "-keyout", "k", "-out", "c"], { cwd: folder, stdio: "pipe" });
  const [cert, key] = [readFileSync(join(folder, "c"), "utf8"), readFileSync(join(folder, "k"), "utf8")];
  rmSync(folder, { recursive: true });
  expect(failures({ signingCACert: cert, signingCAKey: key })).toEqual([]);
  expect(failures({ signingCACert: cert })[0].reason).toBe("signingCAKey is needed with it");
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  });
  const [mismatch] = failures({ signingCACert: cert, signingCAKey: other });
  expect(mismatch.reason).toBe("signingCAKey does not match it");
  const [garbage] = failures({ signingCACert: "SECRETCERT", signingCAKey: "SECRETKEY" });
  expect(garbage.reason).not.toMatch(/SECRET/);
});

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
