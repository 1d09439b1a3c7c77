import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isReplacement, keepNetwork } from "../../../components/machine/identity";
import { localHosts } from "../../../components/hosts/local";
import { rememberSpec } from "../../../components/machine/store/notes";
import type { MachineSpec } from "../../../components/machine/spec";

const storePath = mkdtempSync(join(tmpdir(), "identity-test-"));
afterAll(() => rmSync(storePath, { recursive: true, force: true }));

const local = { name: "m1", directory: "hosts", network: "auto" };
const spec: MachineSpec = {
  name: "m1",
  driver: "local",
  driverOptions: { memory: undefined as never },
  storePath,
  local,
};

test("A machine of which nothing is remembered takes the place of none", () => {
  expect(isReplacement({ ...spec, name: "new" })).toBe(false);
});

test.each<[string, Partial<MachineSpec>, boolean]>([
  ["nothing", {}, false],
  ["its deadline", { createTimeoutSeconds: 30 }, false],
  ["its credentials", { environment: { TOKEN: "x" } }, false],
  ["its driver", { driver: "generic" }, true],
  ["an option of the driver", { driverOptions: { memory: 2048 } }, true],
  ["the engine's set-up", { engine: { labels: { rack: "a" } } }, true],
  ["a name in its certificate", { tlsSans: ["m1.example"] }, true],
  ["the network of its host", { local: { ...local, network: "10.9.0.0/24" } }, true],
])("Of a machine that differs in %s", (_, change, replaced) => {
  rememberSpec(spec);
  expect(isReplacement({ ...spec, ...change })).toBe(replaced);
});

test("Limits of a host in a Docker Engine change in place, its other options do not", () => {
  const docker = { ...spec, driver: "docker", driverOptions: { image: "mine", memory: 512 } };
  rememberSpec(docker);
  const differs = (options: MachineSpec["driverOptions"]) =>
    isReplacement({ ...docker, driverOptions: options });
  expect(differs({ image: "mine", cpus: 2 })).toBe(false);
  expect(differs({ image: "other", memory: 512 })).toBe(true);
});

test.each([
  ["auto", "auto", "auto"],
  ["auto", "10.77.0.0/24", "auto"],
  ["auto", "10.99.0.0/24", "10.99.0.0/24"],
  ["10.77.0.0/24", "auto", "10.77.0.0/24"],
  ["10.77.0.0/24", "10.99.0.0/24", "10.99.0.0/24"],
])(
  "[auto-stays] A host created with network %j, and %j wanted, is planned with %j",
  (was, wanted, planned) => {
    const directory = join(storePath, "hosts");
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "network"), "10.77.0.0/24\n");
    const host = (network: string) => ({ name: "m1", directory, network });

    expect(keepNetwork(host(wanted), localHosts, host(was))).toEqual(host(planned));
    expect(keepNetwork(host(wanted), localHosts)).toEqual(host(wanted));
  },
);
