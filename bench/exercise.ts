// Runs the exercise by hand and with Pulumi in turn, each time on new hosts: how much longer does Pulumi take?
// Usage: npm run bench [-- ROUNDS]   (Linux, root; 3 rounds take about 4 minutes)
import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findBinary } from "../components/machine/tool/binary";
import { ensureLocalHost } from "../components/hosts/local/host";
import { removeAllLocalHosts } from "../components/hosts/local/remove";
import type { HostAccess } from "../components/hosts/host";
import { TestStack } from "../tests/e2e/support/stack";

const run = promisify(execFile);
const names = ["node1", "node2", "node3"];
const silent = () => undefined;

/** What a good hand-written script does: certificates first, then as much as possible in parallel. */
async function byHand(folder: string): Promise<void> {
  const machine = (...args: string[]) => run(findBinary(), ["-s", join(folder, "machines"), ...args]);
  const docker = async (name: string, ...args: string[]) =>
    (await machine("ssh", name, ["docker", ...args].join(" "))).stdout.split("\n")[0].trim();
  const hosts = names.map((name) => ({ name, directory: join(folder, "hosts"), network: "auto" }));
  const access = await Promise.all(hosts.map((host) => ensureLocalHost(host, silent)));
  await machine("create", "-d", "none", "--url", "tcp://127.0.0.1:2376", "first");
  await machine("rm", "-f", "first");
  await Promise.all(names.map((name, i) => machine("create", ...genericFlags(access[i]), name)));
  await docker("node1", "swarm", "init", "--advertise-addr", access[0].address);
  const token = await docker("node1", "swarm", "join-token", "-q", "worker");
  const join2377 = ["swarm", "join", "--token", token, `${access[0].address}:2377`];
  await Promise.all(names.slice(1).map((name) => docker(name, ...join2377)));
}

function genericFlags(host: HostAccess): string[] {
  const { address, sshUser, sshKeyPath } = host;
  return [
    "-d",
    "generic",
    `--generic-ip-address=${address}`,
    `--generic-ssh-user=${sshUser}`,
    `--generic-ssh-key=${sshKeyPath}`,
  ];
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function oneRound(round: number): Promise<{ hand: number; ours: number }> {
  const stack = new TestStack("bench");
  const folder = join(stack.directory, "by-hand");
  mkdirSync(folder, { recursive: true });
  try {
    const hand = await seconds(() => byHand(folder));
    await removeAllLocalHosts(join(folder, "hosts"), silent);
    await stack.init();
    stack.configure({
      driver: "local",
      nodes: names.map((name, i) => ({ name, role: i === 0 ? "manager" : "worker" })),
    });
    const ours = await seconds(() => stack.up());
    await stack.destroy();
    console.log(
      `round ${round}: by hand ${hand.toFixed(1)} s, pulumi up ${ours.toFixed(1)} s, ratio ${(ours / hand).toFixed(2)}`,
    );
    return { hand, ours };
  } finally {
    await removeAllLocalHosts(join(folder, "hosts"), silent);
    await removeAllLocalHosts(join(stack.directory, "swarm", "hosts"), silent);
    rmSync(stack.directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 3);
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const { hand, ours } = await oneRound(round);
    ratios.push(ours / hand);
  }
  const sorted = ratios.sort((a, b) => a - b);
  const median = (sorted[Math.floor((rounds - 1) / 2)] + sorted[Math.ceil((rounds - 1) / 2)]) / 2;
  console.log(`median ratio ${median.toFixed(2)} over ${rounds} rounds`);
}

void main();
