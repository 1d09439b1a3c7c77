import { join } from "node:path";
import { writeProgram } from "../program";
import { Stack } from "../stacks";

/** A swarm of many nodes on machines that are there: three managers, and workers. */
const swarmProgram = `
const pulumi = require("@pulumi/pulumi");
const { Swarm, SwarmNode } = require("pulumi-docker-machine-swarm/load")("index");
const { STORE: storePath, NODES } = process.env;
const names = Array.from({ length: Number(NODES) }, (_, i) => "node" + (i + 1));
const machine = { machine: "node1", machineId: "node1" };
const swarm = new Swarm("bench", { cluster: "simulated/bench/bench", storePath, ...machine });
const managers = [];
for (const name of names) {
  const role = managers.length < 3 ? "manager" : "worker";
  const args = { swarmId: swarm.swarmId, storePath, machine: name, machineId: name, role };
  const node = new SwarmNode(name, args, { dependsOn: role === "manager" ? managers.slice(-1) : managers });
  if (role === "manager") managers.push(node);
}
`;

/** As many ordinary dynamic resources, which ask nobody. */
const ordinaryProgram = `
const pulumi = require("@pulumi/pulumi");
class Ordinary extends pulumi.dynamic.Resource {
  constructor(name, role) {
    const provider = {
      create: async (inputs) => ({ id: name, outs: inputs }),
      diff: async (id, olds, news) => ({ changes: olds.role !== news.role }),
      read: async (id, props) => ({ id, props }),
    };
    super(provider, name, { role });
  }
}
for (let i = 1; i <= Number(process.env.NODES); i++) new Ordinary("node" + i, "worker");
`;

/** A program of the bench's own, with a stack. */
class BenchProgram extends Stack {
  constructor(name: string, folder: string, text: string, env: NodeJS.ProcessEnv) {
    super(name, join(folder, `${name}-stack`), writeProgram(join(folder, name), "simulated", text), env);
  }
}

/** The nodes of a simulated fleet. */
export function simulatedSwarm(folder: string, storePath: string, nodes: number): Stack {
  return new BenchProgram("swarm", folder, swarmProgram, { STORE: storePath, NODES: String(nodes) });
}

/** Ordinary dynamic resources in the same number. */
export function ordinaryResources(folder: string, nodes: number): Stack {
  return new BenchProgram("ordinary", folder, ordinaryProgram, { NODES: String(nodes) });
}
