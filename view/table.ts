import { conditions, type NodeView, type TaskGroup, type View } from "./view";
import { cut } from "./words";

/** A column of the table. */
interface Column {
  readonly head: string;
  readonly cell: (node: NodeView) => string;
  /** Columns of a lower rank go first where the terminal is too narrow. */
  readonly rank: number;
}

const columns: readonly Column[] = [
  { head: "NODE", cell: (node) => node.name, rank: 9 },
  { head: "ROLE", cell: (node) => (node.leader ? "leader" : node.role), rank: 8 },
  { head: "STATE", cell: ({ condition }) => `${conditions[condition].sign} ${condition}`, rank: 9 },
  { head: "AVAILABILITY", cell: (node) => node.availability, rank: 2 },
  { head: "TASKS", cell: tasksCell, rank: 7 },
  { head: "ADDRESS", cell: (node) => node.address, rank: 5 },
  { head: "ENGINE", cell: (node) => node.engineVersion, rank: 3 },
  { head: "CPU", cell: (node) => node.processors.replace(/ .*/, ""), rank: 1 },
  { head: "MEMORY", cell: (node) => node.memory, rank: 4 },
  { head: "LABELS", cell: labelsCell, rank: 6 },
];

const gap = 2;
/** Nodes with tasks of many services would leave no room for the rest. */
const widestTasks = 32;
/** A last column that is cut is still worth its place with so many characters. */
const leastWidth = 10;

/**
 * The picture as text.
 * @param width of the terminal, in characters
 */
export function tableOf(view: View, width: number): string {
  const chosen = fitting(view.nodes, width);
  const rows = [
    chosen.map(({ head }) => head),
    ...view.nodes.map((node) => chosen.map(({ cell }) => cell(node))),
  ];
  const widths = chosen.map((_, column) => Math.max(...rows.map((row) => length(row[column]))));
  const table = rows.map((row) =>
    cut(
      row
        .map((cell, i) => cell + " ".repeat(widths[i] - length(cell) + gap))
        .join("")
        .trimEnd(),
      width,
    ),
  );
  return [...table, "", ...footer(view).flatMap((line) => wrapped(line, width))].join("\n") + "\n";
}

/** The columns there is room for; those that are empty for all nodes are left out. */
function fitting(nodes: readonly NodeView[], width: number): Column[] {
  const used = columns.filter(({ cell, rank }) => rank === 9 || nodes.some((node) => cell(node) !== ""));
  const widthOf = ({ head, cell }: Column) =>
    Math.max(length(head), ...nodes.map((node) => length(cell(node)))) + gap;
  const byRank = [...used].sort((a, b) => b.rank - a.rank);
  let left = width + gap;
  const chosen = new Set<Column>();
  for (const column of byRank) {
    const isLast = column === used.at(-1);
    const needed = isLast ? Math.min(widthOf(column), leastWidth) : widthOf(column);
    if (needed > left && column.rank < 9) continue;
    chosen.add(column);
    left -= needed;
  }
  return used.filter((column) => chosen.has(column));
}

function tasksCell({ tasks }: NodeView): string {
  return cut(tasks.map(taskText).join(", "), widestTasks);
}

/** "web 2", or "web 1/2" where only one of two runs. */
function taskText({ service, states }: TaskGroup): string {
  const all = Object.values(states).reduce((sum, number) => sum + number, 0);
  const running = states.running ?? 0;
  return `${service} ${running === all ? all : `${running}/${all}`}`;
}

function labelsCell({ labels }: NodeView): string {
  return Object.entries(labels)
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join(" ");
}

function footer(view: View): string[] {
  return [
    view.quorum.text,
    view.summary,
    ...view.services.map(({ name, text, waiting, failure }) =>
      [`service ${name}: ${text}`, waiting, failure].filter(Boolean).join(", "),
    ),
    ...(view.problem ? [`OLD PICTURE: ${view.problem}`] : []),
    ...(view.declaredProblem ? [`What is declared is not known: ${view.declaredProblem}`] : driftLines(view)),
    ...view.certificates.map(({ what, text, command }) => `certificate of ${what} ${text}: ${command}`),
  ];
}

function driftLines({ drift, driftSummary }: View): string[] {
  if (drift.length === 0) return [driftSummary];
  const commands = [...new Set(drift.flatMap((each) => each.commands))];
  return [
    "Differs from the declared state:",
    ...drift.map(({ node, text }) => `  ${node} ${text}`),
    ...(commands.length > 0 ? ["Repair:"] : []),
    ...commands.map((command) => `  ${command}`),
  ];
}

/** A line in pieces of the terminal's width, broken at blanks; later pieces are indented. */
function wrapped(line: string, width: number): string[] {
  const indent = `${/^ */.exec(line)![0]}  `;
  const pieces: string[] = [];
  let rest = line;
  while (length(rest) > width) {
    const blank = rest.lastIndexOf(" ", width);
    const end = blank > indent.length ? blank : width;
    pieces.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...pieces, rest];
}

function length(text: string): number {
  return [...text].length;
}
