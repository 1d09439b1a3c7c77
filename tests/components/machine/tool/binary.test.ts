import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findBinary } from "../../../../components/machine/tool/binary";
import versions from "../../../../lib/versions.json";

const folder = mkdtempSync(join(tmpdir(), "binary-test-"));
const { PATH, XDG_CACHE_HOME } = process.env;

function program(...parts: string[]): string {
  const file = join(folder, ...parts);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  return file;
}

beforeEach(() => {
  process.env.PATH = [join(folder, "one"), join(folder, "two")].join(delimiter);
  process.env.XDG_CACHE_HOME = join(folder, "cache");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.env.PATH = PATH;
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
});

test("docker-machine comes first, then rancher-machine, then the one built here", () => {
  const built = program(
    "cache/pulumi-docker-machine-swarm/docker-machine",
    versions.dockerMachine,
    "docker-machine",
  );
  expect(findBinary()).toBe(built);
  const rancher = program("one/rancher-machine");
  expect(findBinary()).toBe(rancher);
  const docker = program("two/docker-machine");
  expect(findBinary()).toBe(docker);
});

test("A given name is looked for on PATH, a given path is taken as it is", () => {
  const own = program("two/my-machine");
  const elsewhere = program("three/other");

  expect(findBinary("my-machine")).toBe(own);
  expect(findBinary(elsewhere)).toBe(elsewhere);
});

test("A missing binary is named, with PATH and how to get one", () => {
  expect(() => findBinary("my-machine")).toThrow(
    /^my-machine is not an executable file on PATH \(.*two\).*npm start/,
  );
  expect(() => findBinary()).toThrow(/^docker-machine or rancher-machine is not/);
});

test("A folder or a file that cannot be executed is no program", () => {
  mkdirSync(join(folder, "one", "docker-machine"), { recursive: true });
  chmodSync(program("two/docker-machine"), 0o644);

  expect(() => findBinary("docker-machine")).toThrow(/is not an executable file/);
});
