import { parseFacts, type EngineFacts } from "../../../../components/hosts/docker/engine";
import { cliProblem, engineProblem, isRemote } from "../../../../components/hosts/docker/requirements";

const desktop: EngineFacts = {
  system: "Docker Desktop",
  type: "linux",
  architecture: "aarch64",
  kernel: "6.10.14-linuxkit",
  version: "29.2.1",
  cgroupVersion: 2,
  memoryMb: 8192,
  cpus: 8,
  isRootless: false,
};
const socket = "unix:///var/run/docker.sock";

test("an engine of this computer with enough memory can have hosts", () => {
  expect(engineProblem(desktop, socket, 3)).toBeUndefined();
});

test.each([
  ["ssh://me@server", true],
  ["tcp://192.168.1.20:2376", true],
  ["tcp://[fd00::1]:2376", true],
  ["tcp://127.0.0.1:2375", false],
  ["tcp://localhost:2375", false],
  ["unix:///Users/me/.colima/docker.sock", false],
  ["npipe:////./pipe/docker_engine", false],
])("the ports of %s are those of another computer: %s", (endpoint, remote) => {
  expect(isRemote(endpoint)).toBe(remote);
  expect(engineProblem(desktop, endpoint, 3) !== undefined).toBe(remote);
});

test("the problem says what to do", () => {
  expect(engineProblem(desktop, "ssh://me@server", 3)).toMatch(/ssh:\/\/me@server .*use driver generic/);
  expect(engineProblem({ ...desktop, type: "windows" }, socket, 3)).toMatch(/switch Docker Desktop to Linux/);
  expect(engineProblem({ ...desktop, isRootless: true }, socket, 3)).toMatch(/rootless: choose another/);
  expect(engineProblem({ ...desktop, memoryMb: 1024 }, socket, 3)).toBe(
    "3 hosts need about 1280 MB of memory, and the Docker Engine (Docker Desktop) has 1024: " +
      "give Docker Desktop more (Settings, Resources), or use fewer nodes.",
  );
});

test("without the docker CLI the problem says to install Docker", () => {
  expect(cliProblem(() => undefined)).toMatch(/not on PATH: install Docker/);
  expect(cliProblem(() => "/usr/bin/docker")).toBeUndefined();
});

test("what docker info says is read", () => {
  const info = {
    OperatingSystem: "Docker Desktop",
    OSType: "linux",
    Architecture: "aarch64",
    KernelVersion: "6.10.14-linuxkit",
    ServerVersion: "29.2.1",
    CgroupVersion: "2",
    MemTotal: 8192 * 2 ** 20,
    NCPU: 8,
    SecurityOptions: ["name=seccomp,profile=unconfined", "name=cgroupns"],
  };
  expect(parseFacts(info)).toEqual(desktop);
  expect(parseFacts({ ...info, SecurityOptions: ["name=rootless"] }).isRootless).toBe(true);
});

test("an answer of the CLI alone is none of an engine", () => {
  expect(() => parseFacts({ ServerErrors: ["Cannot connect to the Docker daemon"] })).toThrow(
    "The Docker Engine does not answer: Cannot connect to the Docker daemon",
  );
});
