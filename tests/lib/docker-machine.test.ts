import { join } from "node:path";
import { batchFileProblem, findDockerMachine } from "../../lib/docker-machine";
import versions from "../../lib/versions.json";
import { findBinary } from "../../components/machine/tool/binary";
import { fakeProgram, newFolder, removeFolders } from "../toolchain/support";

const { PATH, XDG_CACHE_HOME } = process.env;

afterEach(() => {
  process.env.PATH = PATH;
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
});
afterAll(removeFolders);

test("docker-machine on PATH comes before rancher-machine, and that before the project's own", () => {
  const cache = (process.env.XDG_CACHE_HOME = newFolder());
  const [first, second] = [newFolder(), newFolder()];
  const env = { PATH: `${first}:${second}` };
  expect(findDockerMachine(env)).toBeUndefined();
  const own = join(cache, "pulumi-docker-machine-swarm", "docker-machine", versions.dockerMachine);
  expect(fakeProgram(own, "docker-machine")).toBe(findDockerMachine(env));
  expect(fakeProgram(first, "rancher-machine")).toBe(findDockerMachine(env));
  expect(fakeProgram(second, "docker-machine")).toBe(findDockerMachine(env));
});

describe("On Windows, where docker-machine is only a batch file,", () => {
  const { platform } = process;
  const as = (value: NodeJS.Platform) => Object.defineProperty(process, "platform", { value });
  afterEach(() => as(platform));

  test.each(["docker-machine.cmd", "rancher-machine.bat"])(
    "neither set-up nor up takes %s, and both say why",
    (name) => {
      as("win32");
      process.env.XDG_CACHE_HOME = newFolder();
      const folder = newFolder();
      const file = fakeProgram(folder, name);
      process.env.PATH = folder;
      expect(findDockerMachine()).toBeUndefined();
      expect(batchFileProblem()).toContain(`${file} is a batch file`);
      expect(() => findBinary()).toThrow(`${file} is a batch file, which cannot be started without a shell`);
    },
  );

  test("a batch file that is named as a path cannot be taken either", () => {
    as("win32");
    const file = fakeProgram(newFolder(), "docker-machine.cmd");
    expect(() => findBinary(file)).toThrow(/an \.exe file is needed/);
  });

  test("an .exe file beside it is taken by both", () => {
    as("win32");
    const folder = newFolder();
    fakeProgram(folder, "docker-machine.cmd");
    const file = fakeProgram(folder, "docker-machine.exe");
    process.env.PATH = folder;
    expect(findDockerMachine()).toBe(file);
    expect(findBinary()).toBe(file);
    expect(batchFileProblem()).toContain("docker-machine.cmd");
  });
});
