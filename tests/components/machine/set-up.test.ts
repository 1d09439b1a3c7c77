import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createOnHost, provisionOnHost } from "../../../components/machine/set-up";
import type { MachineSpec } from "../../../components/machine/spec";
import { isRunning } from "./support/processes";
import { writeProgram } from "./support/program";
import { SshStandIn } from "./support/ssh-stand-in";

const folder = mkdtempSync(join(tmpdir(), "set-up-test-"));
const ssh = new SshStandIn(folder);
const said = join(folder, "said");
const binary = join(folder, "docker-machine");
const access = { address: "127.0.0.1", sshUser: "root", sshPort: 1, sshKeyPath: join(folder, "id") };
const local: MachineSpec = { name: "m1", driver: "local", storePath: join(folder, "store") };
const generic = (options: Record<string, string>): MachineSpec => ({
  ...local,
  driver: "generic",
  driverOptions: { ipAddress: "127.0.0.1", ...options },
});

beforeEach(() => dockerMachine());
afterEach(() => ssh.remove());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const onPosix = process.platform === "win32" ? describe.skip : describe;

onPosix("docker-machine's work on a host", () => {
  test("A create runs with the ssh program in one connection, which is closed after it, also where it fails", async () => {
    ssh.install();
    await createOnHost({ spec: local, binary }, access, () => undefined);
    expect(readFileSync(said, "utf8")).toMatch(/^\S+\/shared-ssh\/ssh\n(?![^]*--native-ssh)/);
    expect(isRunning(ssh.pid())).toBe(false);

    rmSync(ssh.pidFile);
    dockerMachine(1);
    await expect(createOnHost({ spec: local, binary }, access, () => undefined)).rejects.toThrow(
      /exit code 1/,
    );
    expect(isRunning(ssh.pid())).toBe(false);
  });

  test("A machine is provisioned in a connection to where its record says", async () => {
    ssh.install();
    const record = join(local.storePath, "machines", "m1", "config.json");
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, JSON.stringify({ Driver: { IPAddress: "127.0.0.9", SSHKeyPath: "/old/id_rsa" } }));
    await provisionOnHost({ spec: local, binary }, () => undefined);
    rmSync(dirname(record), { recursive: true });

    expect(readFileSync(said, "utf8")).toMatch(/\/shared-ssh\/ssh\n[^]*\nprovision\nm1\n/);
    expect(ssh.arguments()).toMatch(/\n127\.0\.0\.9\n/);
    expect(ssh.arguments()).toContain(`IdentityFile="${join(dirname(record), "id_rsa")}"`);
  });

  test("An agent's keys are shared as well, and only with the host whose key is pinned", async () => {
    ssh.install();
    const pinned = join(local.storePath, "specs", "m1.known_hosts");
    mkdirSync(dirname(pinned), { recursive: true });
    writeFileSync(pinned, "");
    await createOnHost({ spec: generic({ sshUser: "ops" }), binary }, undefined, () => undefined);
    rmSync(pinned);

    expect(ssh.arguments()).toContain(`StrictHostKeyChecking=yes\n-o\nUserKnownHostsFile="${pinned}"`);
    expect(ssh.arguments()).toMatch(/\n-l\nops\n/);
    expect(ssh.arguments()).not.toContain("Identit");
  });

  test("Commands for a host elsewhere that has a key are seen by nobody here: docker-machine's own client sends them", async () => {
    ssh.install();
    writeFileSync(access.sshKeyPath, "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    const spec = generic({ sshKey: access.sshKeyPath });
    await createOnHost({ spec, binary: rancher() }, undefined, () => undefined);

    expect(ssh.hasStarted()).toBe(false);
    expect(readFileSync(said, "utf8")).toContain("--native-ssh");
  });

  test("Without an ssh program docker-machine's own client works on local hosts", async () => {
    process.env.PATH = folder;
    await createOnHost({ spec: local, binary }, access, () => undefined);

    expect(readFileSync(said, "utf8")).toContain("--native-ssh");
  });
});

/** Makes docker-machine write which ssh it finds and what it got, once the connection's program runs. */
function dockerMachine(code = 0): void {
  const waiting = `[ -n "$SHARED_SSH_PATH" ] && [ ! -e '${ssh.pidFile}' ] && [ $n -lt 250 ]`;
  const wait = `n=0; while ${waiting}; do sleep 0.02; n=$((n+1)); done`;
  writeProgram(binary, `${wait}; { command -v ssh; printf '%s\\n' "$@"; } >'${said}'; exit ${code}`);
}

/** One whose version is known to read every key. */
function rancher(): string {
  const file = join(folder, "rancher-machine");
  writeProgram(file, `[ "$1" = --version ] && { echo rancher; exit; }; printf '%s\\n' "$@" >'${said}'`);
  return file;
}
