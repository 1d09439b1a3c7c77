import { join } from "node:path";
import { findDockerMachine } from "../../toolchain/docker-machine";
import versions from "../../toolchain/versions.json";
import { fakeProgram, newFolder, removeFolders } from "./support";

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
