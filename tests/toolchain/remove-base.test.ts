import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { newFolder, removeFolders } from "./support";

afterAll(removeFolders);

const cache = newFolder();
const base = join(cache, "pulumi-docker-machine-swarm", "local-base", "trixie-1");
const hosts = newFolder();

function removeBase() {
  const options = {
    cwd: resolve(__dirname, "../.."),
    env: { ...process.env, XDG_CACHE_HOME: cache },
    encoding: "utf8",
  } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["toolchain/remove-base.js"], options);
  return { status, stdout, stderr };
}

test("A base that hosts stand on stays, and one sentence says whose; then it goes", () => {
  mkdirSync(join(base, "usr"), { recursive: true });
  mkdirSync(`${base}.users`);
  writeFileSync(join(`${base}.users`, "id"), hosts);

  const { status, stderr } = removeBase();
  expect(status).toBe(1);
  expect(stderr).toBe(
    `error: The Debian base ${base} is in use by the hosts in ${hosts}: remove these first (pulumi destroy).\n`,
  );
  expect(existsSync(base)).toBe(true);

  rmSync(hosts, { recursive: true });
  expect(removeBase()).toEqual({
    status: 0,
    stdout: "the base of the local hosts is removed from the cache\n",
    stderr: "",
  });
  expect(existsSync(base)).toBe(false);
});
