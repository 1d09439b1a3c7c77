// The exercise by hand and by Pulumi in turn, each time on new hosts, and an empty program of Pulumi beside them.
// A round takes about a minute at 3 nodes, and three minutes at 10.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { givenFile } from "../lib/given-file";
import { benchArguments } from "./arguments";
import { Playbook } from "./ansible/playbook";
import { ByHand } from "./by-hand";
import { table, type Figures } from "./figures";
import { measure, type RunProgram } from "./measure";
import { growthPlot, phaseBars } from "./plots";
import { SimulatedFleet } from "./simulated/fleet";
import { ordinaryResources, simulatedSwarm } from "./simulated/programs";
import { Empty, Ours } from "./stacks";
import { Trace } from "./trace";

const values = benchArguments(process.argv.slice(2));
const folder = process.env.BENCH_FOLDER!;
const figures: Figures = {
  date: new Date().toISOString().slice(0, 10),
  computer: `${cpus()[0].model.trim()}, ${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GB`,
  series: [],
  phases: {},
};

async function main(): Promise<void> {
  const { rounds } = values;
  const parts = values.simulated ? [simulated] : values.ansible ? [besideAnsible] : [byHand, ours];
  for (const [i, nodes] of (values.simulated ?? values.nodes).entries()) {
    // The last number is that of all further sizes.
    const count = rounds[i] ?? rounds.at(-1)!;
    for (let round = 1; round <= count; round++) {
      await inOrder(nodes, round % 2 === 1 ? parts : [...parts].reverse());
      console.log(`${nodes} nodes, round ${round} of ${count}:\n${table(figures)}`);
      save();
    }
  }
}

async function inOrder(nodes: number, parts: readonly ((nodes: number, folder: string) => Promise<void>)[]) {
  for (const part of parts) {
    const own = join(folder, part.name);
    mkdirSync(own, { recursive: true });
    await part(nodes, own);
    rmSync(own, { recursive: true, force: true });
  }
}

async function byHand(nodes: number, own: string): Promise<void> {
  const script = new ByHand(own, nodes);
  try {
    await note(nodes, "script", "up from nothing", (run) => script.up(run));
    if (nodes > 1) await note(nodes, "script", "promote a node", (run) => script.promote(run, "node2"));
    await note(nodes, "script", "destroy", (run) => script.destroy(run));
  } finally {
    await script.removeHosts();
  }
}

async function ours(nodes: number, own: string): Promise<void> {
  const [stack, empty] = [new Ours(join(own, "stack"), nodes), new Empty(join(own, "empty"))];
  const by = (who: string, what: string, work: (run: RunProgram) => Promise<unknown>) =>
    note(nodes, who, what, work);
  try {
    await measure(async (run) => (await stack.init(run), await empty.init(run), await empty.up(run)));
    const trace = new Trace(stack.events);
    await by("pulumi", "up from nothing", (run) => stack.up(run, "--event-log", stack.events));
    figures.phases[nodes] = trace.phases();
    await by("empty", "up without change", (run) => empty.up(run));
    await by("pulumi", "up without change", (run) => stack.up(run));
    await by("empty", "preview", (run) => empty.preview(run));
    await by("pulumi", "preview", (run) => stack.preview(run));
    if (nodes > 1) {
      stack.want("node2");
      await by("pulumi", "promote a node", (run) => stack.up(run));
    }
    await by("pulumi", "refresh", (run) => stack.refresh(run));
    await by("pulumi", "destroy", (run) => stack.destroy(run));
  } finally {
    await stack.removeHosts();
  }
}

async function besideAnsible(nodes: number, own: string): Promise<void> {
  const [stack, playbook] = [new Ours(join(own, "stack"), nodes), new Playbook(join(own, "ansible"))];
  const by = (who: string, what: string, work: (run: RunProgram) => Promise<unknown>) =>
    note(nodes, who, `${what}, machines there`, work);
  const play = (...managers: string[]) => {
    const machines = stack.machines();
    return (run: RunProgram) => playbook.play(run, machines, managers);
  };
  try {
    await measure(async (run) => (await playbook.install(run), await stack.init(run), await stack.up(run)));
    await stack.leaveSwarm();
    await by("pulumi", "up", (run) => stack.up(run));
    await by("pulumi", "up without change", (run) => stack.up(run));
    stack.want("node2");
    await by("pulumi", "promote a node", (run) => stack.up(run));
    await stack.leaveSwarm();
    await by("ansible", "up", play());
    await by("ansible", "up without change", play());
    await by("ansible", "promote a node", play("node2"));
  } finally {
    await stack.removeHosts();
  }
}

async function simulated(nodes: number, own: string): Promise<void> {
  const fleet = new SimulatedFleet(join(own, "store"), nodes);
  await fleet.start();
  const stacks = {
    pulumi: simulatedSwarm(own, fleet.storePath, nodes),
    "dynamic resources": ordinaryResources(own, nodes),
  };
  try {
    for (const [who, stack] of Object.entries(stacks)) {
      await measure(async (run) => (await stack.init(run), await stack.up(run)));
      const what = "preview, simulated engines";
      await note(nodes, who, what, (run) => stack.preview(run, "--refresh", "--expect-no-changes"));
    }
  } finally {
    await fleet.stop();
  }
}

async function note(
  nodes: number,
  who: string,
  what: string,
  work: (run: RunProgram) => Promise<unknown>,
): Promise<void> {
  const cost = await measure(work);
  const known = figures.series.find((each) => each.nodes === nodes && each.who === who && each.what === what);
  if (known) known.costs.push(cost);
  else figures.series.push({ nodes, who, what, costs: [cost] });
}

/** After each round, so that a bench that is stopped has not run for nothing. */
function save(): void {
  const json = values.json && givenFile(values.json);
  const svg = values.svg && givenFile(values.svg);
  if (json) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
  if (!svg) return;
  mkdirSync(svg, { recursive: true });
  writeFileSync(join(svg, "growth.svg"), growthPlot(figures));
  writeFileSync(join(svg, "phases.svg"), phaseBars(figures));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
