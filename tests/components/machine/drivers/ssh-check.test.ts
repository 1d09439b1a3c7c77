import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { checkSshHost } from "../../../../components/machine/drivers/ssh-check";

const folder = mkdtempSync(join(tmpdir(), "ssh-check-test-"));
const { PATH = "" } = process.env;
const spec = {
  name: "m1",
  driver: "generic",
  driverOptions: { ipAddress: "10.0.0.5", sshUser: "-oProxyCommand=x", sshPort: 2222, sshKey: "/keys/my id" },
  storePath: join(folder, "store"),
};

const knownHosts = join(folder, "store", "specs", "m1.known_hosts");

/** Puts an ssh on PATH that notes its arguments, prints and ends as told. */
function fakeSsh(answer: { output?: string; errors?: string; code?: number }): void {
  mkdirSync(folder, { recursive: true });
  const text = `#!${process.execPath}
    require("fs").writeFileSync(${JSON.stringify(join(folder, "args"))}, JSON.stringify(process.argv.slice(2)));
    process.stdout.write(${JSON.stringify(answer.output ?? "")});
    process.stderr.write(${JSON.stringify(answer.errors ?? "")});
    process.exitCode = ${answer.code ?? 0};`;
  writeFileSync(join(folder, "ssh"), text);
  chmodSync(join(folder, "ssh"), 0o755);
  process.env.PATH = [folder, PATH].join(delimiter);
}

const now = () => Math.round(Date.now() / 1000);
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

test("A host that answers, with the right time and no swarm, is right", async () => {
  fakeSsh({ output: `time=${now()}\nswarm=inactive\n` });
  await expect(checkSshHost(spec, knownHosts, () => undefined)).resolves.toMatchObject({ engine: {} });
  fakeSsh({ output: `time=${now()}\n` });
  await expect(checkSshHost(spec, knownHosts, () => undefined)).resolves.toMatchObject({ engine: {} });
});

test("The host's key is pinned, nobody is asked anything, and no value can become an option", async () => {
  fakeSsh({ output: `time=${now()}\n` });
  await checkSshHost(spec, knownHosts, () => undefined);
  const args = JSON.parse(readFileSync(join(folder, "args"), "utf8")) as string[];

  expect(args).toEqual(
    expect.arrayContaining([
      "BatchMode=yes",
      "StrictHostKeyChecking=accept-new",
      `UserKnownHostsFile="${knownHosts}"`,
      'IdentityFile="/keys/my id"',
    ]),
  );
  expect(args.slice(args.indexOf("-p"), -1)).toEqual([
    "-p",
    "2222",
    "-l",
    "-oProxyCommand=x",
    "--",
    "10.0.0.5",
  ]);
});

test.each([
  [
    "closed",
    { errors: "ssh: connect to host 10.0.0.5 port 2222: Connection refused", code: 255 },
    /SSH does not answer \(.*refused/,
  ],
  [
    "wrong key",
    { errors: "x@10.0.0.5: Permission denied (publickey).", code: 255 },
    /is rejected with key \/keys\/my id/,
  ],
  [
    "changed key",
    { errors: "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", code: 255 },
    /SSH host key has changed.*m1\.known_hosts/,
  ],
  ["no sudo", { errors: "sudo: a password is required", code: 77 }, /needs sudo without a password/],
  ["slow clock", { output: `time=${now() - 300}\n` }, /its clock is (29\d|30\d) s behind/],
  ["fast clock", { output: `time=${now() + 300}\n` }, /its clock is (29\d|30\d) s ahead/],
  [
    "swarm",
    { output: `time=${now()}\nswarm=active\n` },
    /active node of a swarm, and provisioning would restart it/,
  ],
])("%s is told from other faults, with the host and the machine", async (_, answer, problem) => {
  fakeSsh(answer);
  await expect(checkSshHost(spec, knownHosts, () => undefined)).rejects.toThrow(problem);
  await expect(checkSshHost(spec, knownHosts, () => undefined)).rejects.toThrow(
    /^Host 10\.0\.0\.5:2222 of machine m1: /,
  );
});

test("Without an ssh program nothing is looked at", async () => {
  process.env.PATH = folder;
  await expect(checkSshHost(spec, knownHosts, () => undefined)).resolves.toBeUndefined();
});
