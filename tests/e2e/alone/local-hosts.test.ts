import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBase } from "../../../components/hosts/local/base";
import { localHostProblem } from "../../../components/hosts/local/requirements";
import { cutLocalHost, removeAllLocalHosts } from "../../../components/hosts/local/remove";
import { ensureLocalHost, startLocalHosts } from "../../../components/hosts/local/host";
import { listLocalHosts, localHostState } from "../../../components/hosts/local/inventory";
import { formerSettings, placeOf } from "../../../components/hosts/local/paths";
import { natProblem, removeNat } from "../../../components/hosts/local/nat";
import type { HostAccess } from "../../../components/hosts/host";
import { command, killAfter, start } from "../support/host-command";
import { kernelSettings, tracesOf } from "../support/host-traces";
import { connecting, Neighbour } from "../support/neighbour";

// Always the same folder of this clone: the next run finds, by it, what a killed one left.
const directory = join(process.cwd(), ".state", "test", "local-hosts");
const network = "10.29.0.0/24";
const { bridge } = placeOf(directory);
const specOf = (name: string) => ({ name, directory, network });
const silent = () => undefined;

const problem = localHostProblem();
if (problem) console.log(`The tests of local hosts are skipped: ${problem}`);
const onLocalHosts = problem ? describe.skip : describe;

onLocalHosts("Local hosts", () => {
  let settingsBefore: Record<string, string> | undefined;

  beforeAll(async () => {
    await removeAllLocalHosts(directory, silent);
    settingsBefore = kernelSettings(directory);
    await ensureBase((line) => process.stderr.write(`${line}\n`));
  }, 3_600_000);

  afterAll(() => removeAllLocalHosts(directory, silent), 120_000);

  test("Three come up side by side, each by a process of its own, and let their key and no password in", async () => {
    const answers = await Promise.all(["node1", "node2", "node3"].map((name) => command("up", specOf(name))));
    expect(answers.map(({ access }) => access?.address)).toEqual(["10.29.0.11", "10.29.0.12", "10.29.0.13"]);
    for (const { access, progress } of answers) {
      expect(progress).toMatch(/node\d: up at 10\.29\.0\.1\d after \d+\.\d s, Docker Engine \d+/);
      expect(ssh(access!, "docker version --format '{{.Server.Version}}'")).toMatch(/^\d+\.\d+/);
    }
    const [first, second] = answers.map(({ access }) => access!);
    expect(ssh(first!, "cat /etc/machine-id")).not.toBe(ssh(second!, "cat /etc/machine-id"));
    expect(ssh(first!, "sshd -T | grep -i ^passwordauthentication")).toBe("passwordauthentication no");
    expect(await listLocalHosts(directory)).toEqual(
      [1, 2, 3].map((n) => ({ name: `node${n}`, address: `10.29.0.1${n}`, state: "running" })),
    );
  }, 200_000);

  test("They reach out as far as this computer does, and nobody but this computer reaches them", async () => {
    const host = await ensureLocalHost(specOf("node1"), silent);
    const neighbour = new Neighbour();
    try {
      if ((await natProblem()) === undefined)
        await neighbour.listening(8080, () => ssh(host, connecting(neighbour.address, 8080)));
      expect(spawnSync("bash", ["-c", connecting(host.address, 22)]).status).toBe(0);
      expect(neighbour.reaches(host.address, 22)).toBe(false);
    } finally {
      neighbour.remove();
    }
  }, 60_000);

  test("One that runs is left alone, and that takes no time", async () => {
    const initBefore = initProcess("node1");
    const start = Date.now();
    await ensureLocalHost(specOf("node1"), silent);
    expect(Date.now() - start).toBeLessThan(1000);
    expect(initProcess("node1")).toBe(initBefore);
  });

  test("Another network for the same folder is refused as long as it has hosts", async () => {
    const other = { ...specOf("node4"), network: "10.29.1.0/24" };
    await expect(ensureLocalHost(other, silent)).rejects.toThrow(
      /are in network 10\.29\.0\.0\/24, and 10\.29\.1/,
    );
    expect(await localHostState(other)).toBe("absent");
  });

  test("A network that another interface has is refused, and nothing is made", async () => {
    const elsewhere = { ...specOf("node1"), directory: `${directory}-refused` };
    await expect(ensureLocalHost(elsewhere, silent)).rejects.toThrow(
      `collides with 10.29.0.0/24 on ${bridge} (local hosts of ${directory}): set localNetwork to "auto", or`,
    );
    expect(existsSync(elsewhere.directory)).toBe(false);
  });

  test("After a power cut it is off, and on again it has its disk and its address", async () => {
    const access = await ensureLocalHost(specOf("node2"), silent);
    ssh(access, "echo kept > /root/note && sync");
    await cutLocalHost(specOf("node2"));
    expect(await localHostState(specOf("node2"))).toBe("stopped");
    expect(tracesOf(directory, "node2")).toEqual([]);
    expect(await localHostState(specOf("node1"))).toBe("running");
    await startLocalHosts(directory, silent);
    expect(await ensureLocalHost(specOf("node2"), silent)).toEqual(access);
    expect(ssh(access, "cat /root/note")).toBe("kept");
  }, 200_000);

  test("After a reboot of the computer all start again, each with its address", async () => {
    const before = await listLocalHosts(directory);
    await reboot(directory, settingsBefore);
    expect(tracesOf(directory)).toEqual([directory]);
    // One is enough: managers of a swarm that come back one by one would wait for a quorum in vain.
    await ensureLocalHost(specOf("node2"), silent);
    expect(await listLocalHosts(directory)).toEqual(before);
    await Promise.all(before.map(({ name }) => ensureLocalHost(specOf(name), silent)));
  }, 200_000);

  test("An engine that was stopped, as by a docker-machine that was killed, is started again", async () => {
    const access = await ensureLocalHost(specOf("node2"), silent);
    ssh(access, "systemctl stop docker.socket docker.service");
    await ensureLocalHost(specOf("node2"), silent);
    expect(ssh(access, "docker version --format '{{.Server.Version}}'")).toMatch(/^\d+\.\d+/);
  }, 60_000);

  test("One that shut itself down is off, and comes up again", async () => {
    const access = await ensureLocalHost(specOf("node2"), silent);
    ssh(access, "nohup poweroff >/dev/null 2>&1 &");
    await until("node2 is off", async () => (await localHostState(specOf("node2"))) === "stopped");
    await command("up", specOf("node2"));
    expect(await localHostState(specOf("node2"))).toBe("running");
  }, 200_000);

  test.each([100, 250, 400, 600, 1000])(
    "Making one that is killed after %i ms is finished by the next, or undone",
    async (milliseconds) => {
      await killAfter(milliseconds, start("up", specOf("node4")));
      const { access } = await command("up", specOf("node4"));
      expect(ssh(access!, "hostname")).toBe("node4");
      await killAfter(milliseconds, start("down", specOf("node4")));
      await command("down", specOf("node4"));
      expect(await localHostState(specOf("node4"))).toBe("absent");
      expect(tracesOf(directory, "node4")).toEqual([]);
    },
    200_000,
  );

  test("One is removed alone; removing it again is no error", async () => {
    await command("down", specOf("node3"));
    await command("down", specOf("node3"));
    expect(tracesOf(directory, "node3")).toEqual([]);
    expect((await listLocalHosts(directory)).map(({ name, state }) => [name, state])).toEqual([
      ["node1", "running"],
      ["node2", "running"],
    ]);
  }, 60_000);

  test("Clusters that come up at the same moment choose networks of their own, and keep them when all is off", async () => {
    const [first, second, third] = ["a", "b", "c"].map((letter) => `${directory}-${letter}`);
    const hostIn = (folder: string) => ({ name: "node1", directory: folder, network: "auto" });
    const addressIn = async (folder: string) => (await command("up", hostIn(folder))).access!.address;
    try {
      const chosen = await Promise.all([addressIn(first), addressIn(second)]);
      expect(chosen[0]).not.toBe(chosen[1]);
      for (const address of chosen) expect(address).toMatch(/^10\.\d+\.0\.11$/);
      for (const folder of [first, second]) await reboot(folder);
      expect(chosen).not.toContain(await addressIn(third));
      expect(await Promise.all([addressIn(first), addressIn(second)])).toEqual(chosen);
    } finally {
      for (const folder of [first, second, third]) await removeAllLocalHosts(folder, silent);
    }
    for (const folder of [first, second, third]) expect(tracesOf(folder)).toEqual([]);
  }, 200_000);

  test("Eight that start at once in a new folder have one id, one bridge and one network", async () => {
    const folder = `${directory}-eight`;
    const names = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `node${n}`);
    try {
      const ups = names.map((name) => command("up", { name, directory: folder, network: "auto" }));
      const addresses = (await Promise.all(ups)).map(({ access }) => access!.address);
      expect(new Set(addresses.map((address) => address.replace(/\d+$/, "")))).toHaveProperty("size", 1);
    } finally {
      await removeAllLocalHosts(folder, silent);
    }
    expect(tracesOf(folder)).toEqual([]);
  }, 300_000);

  test("A file in the folder that is not ours outlives everything", async () => {
    writeFileSync(join(directory, "note"), "mine");
    await Promise.all(["node1", "node2"].map((name) => command("down", specOf(name))));
    expect(readdirSync(directory)).toEqual(["note"]);
    spawnSync("rm", ["-r", directory]);
    expect(tracesOf(directory)).toEqual([]);
    if (kernelSettings(directory) && settingsBefore)
      expect(kernelSettings(directory)).toEqual(settingsBefore);
  }, 60_000);

  test("When the folder was deleted under running hosts, everything of it is still found and removed", async () => {
    await command("up", specOf("node1"));
    spawnSync("rm", ["-r", directory]);
    expect(tracesOf(directory)).not.toEqual([]);
    await removeAllLocalHosts(directory, silent);
    expect(tracesOf(directory)).toEqual([]);
    if (kernelSettings(directory) && settingsBefore)
      expect(kernelSettings(directory)).toEqual(settingsBefore);
  }, 200_000);

  test("[moved-clone] npm run hosts lists hosts whose folder is gone, and removes them by their id, if told twice", async () => {
    await command("up", specOf("node1"));
    const { id } = placeOf(directory);
    renameSync(directory, `${directory}-moved`);
    const hosts = (...args: string[]) =>
      spawnSync(process.execPath, ["toolchain/hosts.js", ...args], { encoding: "utf8", input: "" });
    expect(hosts("ls").stdout).toContain(`${id}  ${directory}-moved  node1 (running)`);
    spawnSync("rm", ["-r", `${directory}-moved`]);
    expect(hosts("ls").stdout).toContain(`${id}  ${directory}-moved (gone)  node1 (running)`);

    expect(hosts("rm", id)).toMatchObject({ status: 1, stderr: expect.stringContaining("add --yes") });
    expect(tracesOf(directory)).not.toEqual([]);
    expect(hosts("rm", id, "--yes").status).toBe(0);
    expect(tracesOf(directory)).toEqual([]);
  }, 200_000);

  test("Wrong words and wrong hosts are refused with exit code 1 and one sentence", async () => {
    await expect(command("sideways", specOf("node1"))).rejects.toThrow('up or down expected, got "sideways"');
    await expect(command("up", specOf("no such name"))).rejects.toThrow(
      '"no such name" cannot be a host name',
    );
    expect(tracesOf(directory)).toEqual([]);
  });
});

function ssh(access: HostAccess, text: string): string {
  const options = [
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    "BatchMode=yes",
  ];
  const result = spawnSync(
    "ssh",
    [...options.flatMap((option) => ["-o", option]), "-i", access.sshKeyPath, `root@${access.address}`, text],
    { encoding: "utf8" },
  );
  if (result.status !== 0) throw new Error(`ssh ${access.address}: ${result.stderr}`);
  return result.stdout.trim();
}

/** What a reboot of the computer does to a folder of hosts: all that is not on the disk is gone. */
async function reboot(folder: string, settings?: Record<string, string>): Promise<void> {
  const place = placeOf(folder);
  for (const { name } of await listLocalHosts(folder)) await cutLocalHost({ name, directory: folder });
  spawnSync("ip", ["link", "delete", place.bridge]);
  await removeNat(place);
  if (!settings || !kernelSettings(folder)) return;
  writeFileSync("/proc/sys/fs/inotify/max_user_instances", settings.inotify);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", settings.forward);
  rmSync(formerSettings, { force: true });
}

function initProcess(name: string): string {
  const folders = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].map((mount) =>
    join(mount, `${bridge}-${name}`, "payload", "init.scope", "cgroup.procs"),
  );
  return folders
    .filter(existsSync)
    .map((file) => readFileSync(file, "utf8"))
    .join("");
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`After 30 s still not so: ${what}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
