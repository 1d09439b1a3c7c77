import type { Computer, OnPath } from "../../../../components/machine/drivers/driver";
import { driverOf, driverProblem, resolveDriver } from "../../../../components/machine/drivers";

const nothing = () => undefined;
const computer = (platform: NodeJS.Platform, onPath: OnPath, arch = "x64"): Computer => ({
  platform,
  arch,
  onPath,
});
const has = (program: string) => (name: string) => (name === program ? `/bin/${name}` : undefined);

test.each([
  ["win32", nothing, "hyperv"],
  ["darwin", nothing, "virtualbox"],
  ["linux", has("VBoxManage"), "virtualbox"],
  ["linux", nothing, "local"],
] as const)("auto on %s", (platform, onPath, driver) => {
  expect(resolveDriver("auto", computer(platform, onPath))).toBe(driver);
});

test("Any other driver means itself", () => {
  expect(resolveDriver("kvm", computer("linux", nothing))).toBe("kvm");
});

test("A mistyped driver is met with the nearest name and the known ones", () => {
  expect(driverProblem("virtualbx", computer("linux", nothing))).toMatch(
    /^unknown driver "virtualbx"; did you mean virtualbox\? known are auto, hyperv, virtualbox, docker, local, .*docker-machine-driver-NAME/,
  );
  expect(driverProblem("qqqqqq", computer("linux", nothing))).not.toMatch(/did you mean/);
});

test("A driver with a plugin on PATH is known", () => {
  expect(driverProblem("kvm", computer("linux", has("docker-machine-driver-kvm")))).toBeUndefined();
});

test.each([
  ["hyperv", "linux", /driver hyperv needs Windows/],
  ["hyperv", "darwin", /driver hyperv needs Windows/],
  ["local", "darwin", /driver local needs Linux/],
  ["local", "win32", /driver local needs Linux/],
  ["auto", "freebsd", /driver auto finds no hypervisor/],
] as const)("%s on %s is refused", (driver, platform, problem) => {
  expect(driverProblem(driver, computer(platform, nothing))).toMatch(problem);
});

test.each([
  ["hyperv", "win32"],
  ["local", "linux"],
  ["auto", "linux"],
  ["auto", "win32"],
  ["virtualbox", "darwin"],
  ["digitalocean", "linux"],
  ["none", "linux"],
] as const)("%s on %s can be used", (driver, platform) => {
  expect(driverProblem(driver, computer(platform, nothing))).toBeUndefined();
});

test("Only local, generic and none are mere records; local is docker-machine's generic", () => {
  const isRecordOnly = (name: string) => driverOf(name).isRecordOnly;
  expect(["local", "generic", "none"].every(isRecordOnly)).toBe(true);
  expect(["virtualbox", "hyperv", "amazonec2"].some(isRecordOnly)).toBe(false);
  expect(driverOf("local").machineDriver).toBe("generic");
  expect(driverOf("virtualbox").machineDriver).toBe("virtualbox");
});

test.each(["darwin", "win32"] as const)(
  "[apple-silicon] auto on an arm64 computer with %s chooses no hypervisor, and says what works",
  (platform) => {
    const arm64 = computer(platform, has("VBoxManage"), "arm64");

    expect(["virtualbox", "hyperv"]).not.toContain(resolveDriver("auto", arm64));
    expect(driverProblem("auto", arm64)).toMatch(
      /boot2docker.* is for amd64 only; use "docker" where a Docker Engine runs .*or "generic"/,
    );
    expect(driverProblem("docker", arm64)).toBeUndefined();
    expect(driverProblem("generic", arm64)).toBeUndefined();
  },
);

test("[apple-silicon] auto on an arm64 computer with Linux is local", () => {
  expect(resolveDriver("auto", computer("linux", has("VBoxManage"), "arm64"))).toBe("local");
});
