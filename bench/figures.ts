import type { Cost } from "./measure";
import type { Phase } from "./trace";

/** All costs of one action at one size, a round each. */
export interface Series {
  /** Number of nodes. */
  readonly nodes: number;
  /** Who did it: "script", "pulumi", "empty", "ansible", "dynamic resources". */
  readonly who: string;
  /** What: "up from nothing". */
  readonly what: string;
  readonly costs: Cost[];
}

/** All that a bench found. */
export interface Figures {
  /** When and on what it ran. */
  readonly date: string;
  readonly computer: string;
  readonly series: Series[];
  /** Where the time of an update from nothing went, by number of nodes: of the last round. */
  readonly phases: Record<number, Phase[]>;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** What an action is compared with. */
const rivals: Readonly<Record<string, readonly [who: string, what: string]>> = {
  "up from nothing": ["script", "up from nothing"],
  "up without change": ["empty", "up without change"],
  preview: ["empty", "preview"],
  "promote a node": ["script", "promote a node"],
  destroy: ["script", "destroy"],
  "up, machines there": ["ansible", "up, machines there"],
  "up without change, machines there": ["ansible", "up without change, machines there"],
  "promote a node, machines there": ["ansible", "promote a node, machines there"],
  "preview, simulated engines": ["dynamic resources", "preview, simulated engines"],
};

/** A table in Markdown: medians, spread, and the ratio to what each action is compared with. */
export function table({ series }: Figures): string {
  const rows = series
    .filter(({ who }) => who === "pulumi")
    .map((own) => {
      const [who, what] = rivals[own.what] ?? [];
      const rival = series.find((each) => each.nodes === own.nodes && each.who === who && each.what === what);
      const cells = [own.nodes, own.what, ...costCells(own), rival ? seconds(rival) : "", ratio(own, rival)];
      return `| ${cells.join(" | ")} |`;
    });
  const head = "| nodes | what | seconds | processor s | MB | compared with, s | ratio |";
  return [head, "| --: | --- | --- | --: | --: | --- | --: |", ...rows].join("\n");
}

function costCells(series: Series): string[] {
  const middle = (of: (cost: Cost) => number, digits: number) => median(series.costs.map(of)).toFixed(digits);
  return [seconds(series), middle(({ cpu }) => cpu, 1), middle(({ memory }) => memory, 0)];
}

/** Median, and the spread where there are several. */
function seconds({ who, costs }: Series): string {
  const walls = costs.map(({ wall }) => wall);
  const spread = `${Math.min(...walls).toFixed(1)} to ${Math.max(...walls).toFixed(1)}`;
  const text = walls.length > 1 ? `${median(walls).toFixed(1)} (${spread})` : walls[0].toFixed(1);
  return who === "pulumi" ? text : `${who === "empty" ? "empty program" : who}: ${text}`;
}

/** Of each round by itself, so that a computer whose speed changes over the rounds does no harm. */
function ratio(own: Series, rival: Series | undefined): string {
  if (!rival) return "";
  return median(own.costs.map(({ wall }, round) => wall / rival.costs[round].wall)).toFixed(2);
}
