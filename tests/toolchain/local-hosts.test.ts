import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkLocalHosts, configuredDrivers } from "../../toolchain/local-hosts";
import { missingPackages } from "../../toolchain/debian-packages";
import { newFolder, removeFolders } from "./support";

afterAll(removeFolders);

test("drivers are found for the cluster and for single nodes, comments aside", () => {
  const file = join(newFolder(), "Pulumi.dev.yaml");
  writeFileSync(
    file,
    'config:\n  # driver: hyperv\n  swarm:driver: "virtualbox"\n  swarm:driverOptions: {}\n' +
      "  swarm:nodes:\n    - name: node1\n      driver: generic\n    - { name: node2, driver: local }\n",
  );
  expect(configuredDrivers(file)).toEqual(["virtualbox", "generic", "local"]);
});

test("a stack without settings names no driver", () => {
  expect(configuredDrivers(join(newFolder(), "Pulumi.none.yaml"))).toEqual([]);
});

test("local hosts without root, or not on Linux, are one sentence with the way out", () => {
  expect(() => checkLocalHosts("linux", 1000)).toThrow(
    /needs root: run this as root, or choose another driver: npm run/,
  );
  expect(() => checkLocalHosts("darwin", 0)).toThrow(
    /on Linux only: use a Linux computer, or choose another driver/,
  );
  expect(() => checkLocalHosts("linux", 0)).not.toThrow();
});

test("only the packages of programs that are nowhere are missing", () => {
  const packages = { sh: "dash", "no-such|sh": "dash", "no-such|nor-this": "no-such-package" };
  expect(missingPackages(packages, { PATH: "/bin" })).toEqual(["no-such-package"]);
});
