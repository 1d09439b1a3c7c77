import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngineUpgrade, upgradeEngine } from "../../../components/machine/engine-upgrade";
import { runRootScript } from "../../../components/machine/root-script";
import { tryRun } from "../../../lib/run";
import { which } from "../../../lib/which";
import { writeProgram } from "./support/program";

jest.mock("../../../components/machine/root-script");

// The scripts run for real, on a host that has dnf and rpm, as stand-ins that keep one version in a file, and no apt.

let host: string;

function program(name: string, text: string): void {
  writeProgram(join(host, name), text);
}

beforeEach(() => {
  host = mkdtempSync(join(tmpdir(), "dnf-host-"));
  for (const tool of ["sh", "readlink", "head", "cut", "sed", "awk", "grep", "cat"])
    symlinkSync(which([tool])!, join(host, tool));
  program("dockerd", "");
  writeFileSync(join(host, "version"), "1.0-1");
  program(
    "rpm",
    `case "$*" in
*VERSION*) cat '${host}/version' ;;
-qf*) printf docker-ce ;;
*) printf 'docker-ce\\npackage docker-ce-cli is not installed\\n' ;;
esac`,
  );
  dnf(`printf 2.0-1 > '${host}/version'`);
  jest
    .mocked(runRootScript)
    .mockImplementation((_machine, script) => tryRun("/bin/sh", ["-c", script], { env: { PATH: host } }));
});
afterEach(() => rmSync(host, { recursive: true }));

/** A dnf that offers 2.0-1, with an epoch, as Docker's own packages have one. */
const dnf = (upgrade: string) =>
  program(
    "dnf",
    `case "$*" in
*makecache*) ;;
*list*) printf 'Available Upgrades\\ndocker-ce.x86_64  3:2.0-1  offer\\n' ;;
*upgrade\\ docker-ce) ${upgrade} ;;
*) exit 9 ;;
esac`,
  );
const version = () => readFileSync(join(host, "version"), "utf8");
const offer = { package: "docker-ce", from: "1.0-1", to: "2.0-1" };

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("[upgrade] dnf: what it offers is found, without its epoch, and installed", async () => {
  expect(await findEngineUpgrade("store", "node1")).toEqual(offer);

  await upgradeEngine("store", "node1", offer);

  expect(version()).toBe("2.0-1");
});

onLinux(
  "[upgrade] dnf: a package that it leaves out, and ends well, is not upgraded, and that is said",
  async () => {
    dnf("echo 'nothing provides containerd.io >= 2 needed by docker-ce' >&2");

    await expect(upgradeEngine("store", "node1", offer)).rejects.toThrow(
      /^node1: docker-ce cannot be upgraded to 2\.0-1: nothing provides containerd\.io .*it is 1\.0-1 still$/s,
    );
  },
);

onLinux("[upgrade] an engine of no package is said to be that", async () => {
  program("rpm", "exit 1");

  await expect(findEngineUpgrade("store", "node1")).rejects.toThrow("is of no package of apt or dnf");
});
