import { spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findBinary } from "../../components/machine/tool/binary";
import { certificateProblem } from "../../components/machine/store/certificates";
import type { MachineReport } from "../../components/machine/ensure";
import { removeAllLocalHosts } from "../../components/hosts/local/remove";
import { localHostProblem } from "../../components/hosts/local/requirements";
import type { MachineSpec } from "../../components/machine/spec";
import { run } from "../../lib/run";
import { certificates } from "./machines/certificates";
import { existingDocker } from "./machines/existing-docker";
import { processesNaming } from "./support/processes";

// Always the same folder of this clone: the next run finds, by it, what a killed one left.
const root = resolve(__dirname, "../..");
const directory = join(root, ".state", "test", "machines");
const hosts = join(directory, "hosts");
const store = join(directory, "store");
const names = ["node1", "node2", "node3"];
const silent = () => undefined;

const problem = localHostProblem() ?? binaryProblem();
if (problem) console.log(`The tests of machines on local hosts are skipped: ${problem}`);
const onLocalHosts = problem ? describe.skip : describe;

onLocalHosts("Machines on local hosts", () => {
  beforeAll(cleanUp, 120_000);
  afterAll(cleanUp, 120_000);

  test("Three made at once on a new store all answer, with one set of certificates", async () => {
    const made = await Promise.all(names.map((name) => script("create", specOf(name))));

    expect(made.map(({ code, errors }) => (code === 0 ? "made" : errors))).toEqual(["made", "made", "made"]);
    for (const { output } of made) {
      expect(JSON.parse(output)).toMatchObject({ driver: "local", state: "Running" });
      expect((JSON.parse(output) as MachineReport).url).toMatch(/^tcp:\/\/10\.28\.0\.\d+:2376$/);
    }
    expect(certificateProblem(join(store, "certs"))).toBeUndefined();
  }, 1_800_000);

  test("docker-machine works on a host in one connection, though it has some thirty commands for it", async () => {
    const logins = await machine("ssh", "node1", "journalctl | grep -c 'Accepted publickey'");

    // The shared connection; two for this very question; and what came before the shared one was open.
    expect(Number(/^\d+$/m.exec(logins))).toBeLessThan(8);
    expect(processesNaming("docker-machine-ssh-")).toEqual([]);
  }, 30_000);

  test("Made again nothing changes, nothing is said to have been done, and it takes no time", async () => {
    const start = Date.now();
    const again = await Promise.all(names.map((name) => script("create", specOf(name))));
    console.log(`three machines found unchanged in ${((Date.now() - start) / 1000).toFixed(2)} s`);

    for (const { errors } of again) expect(errors).toMatch(/^\[node\d\] unchanged: \S+ \S+\n$/);
    expect(Date.now() - start).toBeLessThan(5000);
  }, 30_000);

  test("A machine with certificates that its engine rejects is provisioned again", async () => {
    await machine(
      "ssh",
      "node2",
      "sudo cp /etc/docker/server.pem /etc/docker/ca.pem && sudo systemctl restart docker",
    );
    const { code, errors } = await script("create", specOf("node2"));

    expect([code, errors]).toEqual([
      0,
      expect.stringMatching(/provisioning again: its engine's certificates do not match/),
    ]);
  }, 60_000);

  test("A machine whose record was removed by hand, or broken, is created again on its host", async () => {
    await machine("rm", "-f", "node3");
    expect((await script("create", specOf("node3"))).errors).toMatch(/\[node3\] created: /);
    writeFileSync(join(store, "machines", "node3", "config.json"), "{");
    expect((await script("create", specOf("node3"))).errors).toMatch(/\[node3\] recreated: /);
  }, 90_000);

  test("An engine that half of its certificates keeps from starting, and whose socket is gone, is set up again", async () => {
    // As docker-machine leaves it when it is killed between the certificate and its key.
    await machine(
      "ssh",
      "node1",
      "sudo sh -c 'echo none > /etc/docker/server-key.pem; systemctl stop docker'",
    );

    const { code, errors } = await script("create", specOf("node1"));

    expect([code, errors]).toEqual([0, expect.stringMatching(/\[node1\] repaired: /)]);
  }, 90_000);

  certificates(store);

  test.each([0.5, 0.9, 1.3, 1.7])(
    "A create killed outright after %d s is finished by the next one",
    async (seconds) => {
      await script("remove", specOf("node1"));
      await script("create", specOf("node1"), seconds);
      const { code, errors } = await script("create", specOf("node1"));

      expect([code, code === 0 ? "" : errors]).toEqual([0, ""]);
      expect(await script("create", specOf("node1"))).toMatchObject({
        code: 0,
        errors: expect.stringMatching(/^\[node1\] unchanged/) as unknown,
      });
    },
    120_000,
  );

  existingDocker(hosts, "10.28.0.0/24", join(directory, "guests"));

  test("Removed side by side they leave nothing: no record, no key, no process", async () => {
    const removed = await Promise.all(names.map((name) => script("remove", specOf(name))));

    expect(removed.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(existsSync(store)).toBe(false);
    expect(processesNaming(store)).toEqual([]);
  }, 60_000);
});

function specOf(name: string): MachineSpec {
  return {
    name,
    driver: "local",
    storePath: store,
    local: { name, directory: hosts, network: "10.28.0.0/24" },
  };
}

/** What an earlier run left, however it ended: a local host's machine is only a record. */
async function cleanUp(): Promise<void> {
  await removeAllLocalHosts(hosts, silent);
  rmSync(directory, { recursive: true, force: true });
}

/** Runs the machine script as Pulumi does, and kills it outright after some seconds where told to. */
function script(verb: string, spec: MachineSpec, killAfter?: number) {
  const text = `require(${JSON.stringify(join(root, "load"))})("machine/machine.command")`;
  const env = { ...process.env, MACHINE_SPEC: JSON.stringify(spec) };
  const child = spawn(process.execPath, ["-e", text, verb], { cwd: root, env });
  if (killAfter !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfter * 1000);
  let output = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  return new Promise<{ code: number | null; output: string; errors: string }>((done) =>
    child.on("close", (code) => done({ code, output, errors })),
  );
}

/** docker-machine by hand. @returns what it prints */
async function machine(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(findBinary(), [
    `--storage-path=${store}`,
    "--native-ssh",
    ...args,
  ]);
  if (code !== 0) throw new Error(`docker-machine ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

function binaryProblem(): string | undefined {
  try {
    findBinary();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
