import type { Computer } from "../../../../components/machine/drivers/computer";
import { autoNote, driverOf, driverProblem, resolveDriver } from "../../../../components/machine/drivers";

const has = (program: string) => (name: string) => (name === program ? `/bin/${name}` : undefined);

/** A computer on which nothing works, but for what is said. */
function computer(what: Partial<Computer>): Computer {
  return {
    platform: "linux",
    arch: "x64",
    isRoot: false,
    onPath: () => undefined,
    hasEngine: () => false,
    hasHypervSwitch: () => false,
    ...what,
  };
}

const engine = { hasEngine: () => true };
const virtualbox = { onPath: has("VBoxManage") };

test.each([
  ["Windows with Hyper-V", { platform: "win32", hasHypervSwitch: () => true, ...engine }, "hyperv"],
  ["Windows with Docker Desktop", { platform: "win32", ...engine }, "docker"],
  ["a Mac with an Intel processor and VirtualBox", { platform: "darwin", ...virtualbox }, "virtualbox"],
  [
    "a Mac of today, be VirtualBox there",
    { platform: "darwin", arch: "arm64", ...virtualbox, ...engine },
    "docker",
  ],
  ["Linux with VirtualBox", { ...virtualbox, ...engine }, "virtualbox"],
  ["Linux with Docker, not as root", engine, "docker"],
  ["Linux as root", { isRoot: true }, "local"],
  ["Linux as root with Docker", { isRoot: true, ...engine }, "local"],
] as const)("auto on %s", (_where, what, driver) => {
  expect(resolveDriver("auto", computer(what))).toBe(driver);
  expect(driverProblem("auto", computer(what))).toBeUndefined();
});

test("One line says what auto means, why, and what else there is", () => {
  expect(autoNote(computer(engine))).toBe("driver auto: docker, since a Docker Engine answers");
  expect(autoNote(computer({ isRoot: true, ...virtualbox, ...engine }))).toBe(
    "driver auto: virtualbox, since VBoxManage is on PATH; also possible here: local, docker",
  );
  expect(autoNote(computer({}))).toBeUndefined();
});

test("Where nothing works, auto says what to install", () => {
  expect(driverProblem("auto", computer({}))).toMatch(
    /no Docker Engine here: install Docker.*or run as root/,
  );
  expect(driverProblem("auto", computer({ platform: "darwin" }))).not.toMatch(/root/);
});

test("Any other driver means itself", () => {
  expect(resolveDriver("kvm", computer({}))).toBe("kvm");
});

test("A mistyped driver is met with the nearest name and the known ones", () => {
  expect(driverProblem("virtualbx", computer({}))).toMatch(
    /^unknown driver "virtualbx"; did you mean virtualbox\? known are auto, hyperv, virtualbox, local, docker, .*docker-machine-driver-NAME/,
  );
  expect(driverProblem("qqqqqq", computer({}))).not.toMatch(/did you mean/);
});

test("A driver with a plugin on PATH is known", () => {
  expect(driverProblem("kvm", computer({ onPath: has("docker-machine-driver-kvm") }))).toBeUndefined();
});

test.each([
  ["hyperv", "linux", /driver hyperv needs Windows/],
  ["hyperv", "darwin", /driver hyperv needs Windows/],
  ["local", "darwin", /driver local needs Linux/],
  ["local", "win32", /driver local needs Linux/],
  ["auto", "freebsd", /driver auto finds no hypervisor and no Docker Engine/],
] as const)("%s on %s is refused", (driver, platform, problem) => {
  expect(driverProblem(driver, computer({ platform }))).toMatch(problem);
});

test.each([
  ["hyperv", "win32"],
  ["local", "linux"],
  ["docker", "linux"],
  ["docker", "darwin"],
  ["docker", "win32"],
  ["virtualbox", "darwin"],
  ["digitalocean", "linux"],
  ["none", "linux"],
] as const)("%s on %s can be used", (driver, platform) => {
  expect(driverProblem(driver, computer({ platform }))).toBeUndefined();
});

test("Only docker, local, generic and none are mere records; docker and local are docker-machine's generic", () => {
  const isRecordOnly = (name: string) => driverOf(name).isRecordOnly;
  expect(["docker", "local", "generic", "none"].every(isRecordOnly)).toBe(true);
  expect(["virtualbox", "hyperv", "amazonec2"].some(isRecordOnly)).toBe(false);
  expect(driverOf("local").machineDriver).toBe("generic");
  expect(driverOf("docker").machineDriver).toBe("generic");
  expect(driverOf("virtualbox").machineDriver).toBe("virtualbox");
});

test.each(["darwin", "win32"] as const)(
  "[apple-silicon] auto on an arm64 computer with %s chooses no hypervisor, and says what works",
  (platform) => {
    const arm64 = computer({ platform, arch: "arm64", ...virtualbox, hasHypervSwitch: () => true });

    expect(["virtualbox", "hyperv"]).not.toContain(resolveDriver("auto", arm64));
    expect(driverProblem("auto", arm64)).toMatch(
      /boot2docker.* is for amd64 only; use "docker" where a Docker Engine runs .*or "generic"/,
    );
    expect(driverProblem("docker", arm64)).toBeUndefined();
    expect(driverProblem("generic", arm64)).toBeUndefined();
  },
);

test("[apple-silicon] auto on an arm64 computer with Linux is local", () => {
  expect(resolveDriver("auto", computer({ arch: "arm64", isRoot: true, ...virtualbox }))).toBe("local");
});

test("docker is not asked where another driver comes first", () => {
  const hasEngine = jest.fn(() => true);
  const root = computer({ isRoot: true, hasEngine });
  expect(resolveDriver("auto", root)).toBe("local");
  driverProblem("auto", root);
  expect(hasEngine).not.toHaveBeenCalled();
});
