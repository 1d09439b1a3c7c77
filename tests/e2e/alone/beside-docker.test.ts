import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { localHostProblem } from "../../../components/hosts/local/requirements";
import { ensureBase } from "../../../components/hosts/local/base";
import type { HostAccess } from "../../../components/hosts/host";
import { busyboxImage } from "../support/busybox";
import { ComputerApart } from "../support/computer-apart";
import { DockerEngine } from "../support/docker-engine";
import { command } from "../support/host-command";
import { tracesOf } from "../support/host-traces";
import { connecting } from "../support/neighbour";

const directory = join(process.cwd(), ".state", "test", "beside-docker");
const names = ["node1", "node2"];
const problem = localHostProblem();
if (problem) console.log(`The tests of local hosts are skipped: ${problem}`);
const onLocalHosts = problem ? describe.skip : describe;

onLocalHosts("Local hosts beside a Docker Engine on the same computer", () => {
  beforeAll(() => ensureBase(() => undefined), 3_600_000);

  let computer: ComputerApart;
  let engine: DockerEngine;

  beforeEach(async () => {
    computer = new ComputerApart();
    engine = new DockerEngine(computer.namespace);
    await computer.start();
    // Those that a killed run left.
    for (const name of names) await hosts("down", name);
  }, 60_000);

  afterEach(async () => {
    try {
      for (const name of names) await hosts("down", name);
    } finally {
      await engine.remove();
      await computer.remove();
    }
    for (const name of computer.namespaces) expect(existsSync(`/run/netns/${name}`)).toBe(false);
    expect(tracesOf(directory)).toEqual([]);
  }, 60_000);

  test("[beside-docker] Engine first: hosts get through its policy DROP, and leave it as it was", async () => {
    await startEngine();
    const before = rules();
    expect(before).toContain("filter -P FORWARD DROP");
    const accesses = await upAll();

    await expectHostsApart(accesses);
    expect(rules().filter(isDockers)).toEqual(before);
    await downAll();
    expect(rules()).toEqual(before);
    expectEngineForwards();
  }, 60_000);

  test("[beside-docker] Hosts first: an engine that starts later leaves them as they were, and keeps forwarding", async () => {
    const accesses = await upAll();
    await expectHostsApart(accesses);
    await startEngine();
    // An engine sets it where it finds forwarding off, as after a reboot; this one found that of the hosts on.
    computer.run("iptables", "--policy", "FORWARD", "DROP");
    const both = rules();

    await expectHostsApart(accesses);
    await downAll();
    expect(both).toContain("filter -P FORWARD DROP");
    expect(rules()).toEqual(both.filter(isDockers));
    expectEngineForwards();
  }, 60_000);

  async function startEngine(): Promise<void> {
    await engine.start();
    const tar = execFileSync("tar", ["--create", "--directory=/", "bin/busybox"], { maxBuffer: 1 << 26 });
    engine.docker(["import", "--change", `ENTRYPOINT ["/bin/busybox"]`, "-", busyboxImage], tar);
    const web = ["httpd", "-f", "-p", "8080"];
    engine.docker(["run", "--detach", "--name=web", "--publish=8080:8080", busyboxImage, ...web]);
  }

  async function upAll(): Promise<HostAccess[]> {
    const answers = await Promise.all(names.map((name) => hosts("up", name)));
    const accesses = answers.map(({ access }) => access!);
    // As a provisioned engine has it.
    const listen = "systemd-run --quiet systemd-socket-activate --listen=2376 --accept --inetd cat";
    for (const access of accesses) ssh(access, listen);
    return accesses;
  }

  async function downAll(): Promise<void> {
    for (const name of names) await hosts("down", name);
    expect(rules().filter((rule) => !isDockers(rule))).toEqual([]);
  }

  /** They reach each other and the world, and neither the world nor the engine's containers reach them. */
  async function expectHostsApart([first, second]: HostAccess[]): Promise<void> {
    for (const port of [22, 2376]) {
      ssh(first!, connecting(second!.address, port));
      expect(computer.worldReaches(first!.address, port)).toBe(false);
      if (engineRuns()) expect(containerReaches(first!.address, port)).toBe(false);
    }
    const callers = await computer.callers(8080, () => ssh(first!, connecting(computer.world, 8080)));
    expect(callers).toEqual([computer.address]);
    if (engineRuns()) expectEngineForwards();
  }

  /** The world reaches what a container publishes, and containers reach the world. */
  function expectEngineForwards(): void {
    expect(computer.run("cat", "/proc/sys/net/ipv4/ip_forward").stdout.trim()).toBe("1");
    expect(computer.worldReaches(computer.address, 8080)).toBe(true);
    expect(containerSees("ping", "-c", "1", "-W", "2", computer.world)).toBe(true);
  }

  function engineRuns(): boolean {
    return existsSync(engine.socket);
  }

  function containerReaches(address: string, port: number): boolean {
    return containerSees("nc", "-w", "2", address, String(port), "-e", "true");
  }

  function containerSees(...words: string[]): boolean {
    try {
      engine.docker(["exec", "web", "/bin/busybox", ...words]);
      return true;
    } catch {
      return false;
    }
  }

  function hosts(verb: "up" | "down", name: string) {
    return command(verb, { name, directory, network: "10.29.0.0/24" }, computer.inside);
  }

  function rules(): string[] {
    return ["filter", "nat", "mangle"].flatMap((table) =>
      computer
        .run("iptables", "-t", table, "-S")
        .stdout.trim()
        .split("\n")
        .map((rule) => `${table} ${rule}`),
    );
  }

  function isDockers(rule: string): boolean {
    return !/sw-[0-9a-f]{6}/.test(rule);
  }

  function ssh(access: HostAccess, text: string): void {
    const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes"];
    const words = [...options.flatMap((option) => ["-o", option]), "-i", access.sshKeyPath];
    const { code, stderr } = computer.run("ssh", ...words, `root@${access.address}`, text);
    if (code !== 0) throw new Error(`${text} on ${access.address}: ${stderr}`);
  }
});
