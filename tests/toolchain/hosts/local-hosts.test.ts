import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkLocalHosts, driversOf } from "../../../toolchain/hosts/local-hosts";
import { missingPackages } from "../../../toolchain/packages/debian";
import { newFolder, removeFolders } from "../support";

afterAll(removeFolders);

/** A project whose stack dev has these settings. */
function project(settings: string): string {
  const folder = newFolder();
  copyFileSync(join(__dirname, "../../..", "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  writeFileSync(join(folder, "Pulumi.dev.yaml"), settings);
  return folder;
}

test("each node has its own driver, else the cluster's; comments and other settings are none", () => {
  const folder = project(
    'config:\n  # driver: hyperv\n  swarm:driver: "virtualbox"\n  swarm:driverOptions: {driver: none}\n' +
      "  swarm:nodes:\n    - name: node1\n      driver: generic\n    - { name: node2, driver: local }\n" +
      "    - {name: node3}\n",
  );
  expect(driversOf(folder, "dev")).toEqual(["generic", "local", "virtualbox"]);
});

test("where only some nodes name a driver, the others have the default", () => {
  const folder = project("config:\n  swarm:nodes: [{name: node1, driver: generic}, {name: node2}]\n");
  expect(driversOf(folder, "dev")).toEqual(["generic", "auto"]);
});

test("a stack without settings has the project's defaults", () => {
  expect(driversOf(project(""), "dev")).toEqual(["auto"]);
  expect(driversOf(project("config: {swarm:nodes: []}"), "none")).toEqual(["auto"]);
});

test("the stack of the exercise lets this computer choose", () => {
  expect(driversOf(join(__dirname, "../../.."), "dev")).toEqual(["auto"]);
});

test("settings that are no YAML are named", () => {
  expect(() => driversOf(project("config: {"), "dev")).toThrow(/Pulumi\.dev\.yaml cannot be read: /);
});

test("local hosts without root, or not on Linux, are one sentence with the way out", () => {
  expect(() => checkLocalHosts("linux", 1000)).toThrow(
    /needs root: run this with sudo env "PATH=\$PATH" before it, or choose another driver: npm run/,
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
