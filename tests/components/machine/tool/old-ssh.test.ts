import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { which } from "../../../../lib/which";
import { createArguments } from "../../../../components/machine/tool/arguments";
import { hasOldSsh } from "../../../../components/machine/tool/old-ssh";
import { writeProgram } from "../support/program";

const folder = mkdtempSync(join(tmpdir(), "old-ssh-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const classic = program("classic", "docker-machine version 0.16.2, build bd45ab13");
const rancher = program("rancher", "docker-machine version v0.15.0-rancher130, build HEAD");

const keygen = which("ssh-keygen");
(keygen ? test : test.skip).each([
  ["rsa", true],
  ["ecdsa", true],
  ["ed25519", false],
])(
  "[old-docker-machine] Classic docker-machine uses the ssh program for a key of type %s: %p",
  async (type, isOld) => {
    const sshKey = join(folder, type);
    execFileSync(keygen!, ["-q", "-t", type, "-N", "", "-f", sshKey]);
    const spec = {
      name: "m1",
      driver: "generic",
      driverOptions: { ipAddress: "h", sshKey },
      storePath: folder,
    };

    expect(await hasOldSsh({ spec, binary: classic })).toBe(isOld);
    expect(await hasOldSsh({ spec, binary: rancher })).toBe(false);
    expect(createArguments(spec, undefined, isOld).includes("--native-ssh")).toBe(!isOld);
  },
);

test("[old-docker-machine] It is not asked for its version where no key is given", async () => {
  const spec = { name: "m1", driver: "local", storePath: folder };
  expect(await hasOldSsh({ spec, binary: join(folder, "none") })).toBe(false);
});

function program(name: string, version: string): string {
  const file = join(folder, name);
  writeProgram(file, `echo "${version}"`);
  return file;
}
