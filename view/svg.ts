import { conditions, type Level, type NodeView, type TaskGroup, type View } from "./view";
import { cut } from "./words";

const card = { width: 236, gap: 12, line: 17, padding: 12 };
const perRow = 4;
const margin = 24;
const width = 2 * margin + perRow * card.width + (perRow - 1) * card.gap;
/** Characters that surely fit into a card. */
const cardText = 34;
const pageText = 120;

/**
 * The picture as SVG, for reports: in the reader's light or dark colours, and with nothing to load.
 * @param group name of the label to group workers by. @default not grouped
 */
export function svgOf(view: View, group = ""): string {
  const managers = view.nodes.filter(({ role }) => role === "manager");
  const workers = view.nodes.filter(({ role }) => role === "worker");
  const page = new Page();
  page.text(`Swarm ${view.stack}`, "title", 26);
  page.text(`${view.quorum.text} · ${view.summary}`, "", 24);
  page.text(timeText(view), "quiet", 20);
  for (const line of driftLines(view)) page.text(line, line.startsWith(" ") ? "code" : "notice", 20);
  page.nodes("Managers", managers);
  for (const [name, nodes] of grouped(workers, group)) page.nodes(name, nodes);
  if (view.services.length > 0) {
    page.heading("Services");
    for (const { name, text, waiting, failure } of view.services)
      page.text([`${name}  ${text}`, waiting, failure].filter(Boolean).join(", "), "", 20);
  }
  return page.svg(`Swarm ${view.stack}: ${view.quorum.text}, ${view.summary}`);
}

function timeText({ takenAt, manager, mode }: View): string {
  const time = new Date(takenAt).toISOString().replace("T", " ").slice(0, 19);
  return `${time} UTC, from ${manager}${mode === "old" ? " (old: no manager answers)" : ""}`;
}

function driftLines({ drift, driftSummary, declaredProblem }: View): string[] {
  if (declaredProblem) return [`What is declared is not known: ${declaredProblem}`];
  if (drift.length === 0) return [`✓ ${driftSummary}`];
  const commands = [...new Set(drift.flatMap((each) => each.commands))];
  return [
    ...drift.map(({ node, text }) => `! ${node} ${text}`),
    ...commands.map((command) => `   ${command}`),
  ];
}

function grouped(workers: readonly NodeView[], label: string): [string, NodeView[]][] {
  const name = ({ labels }: NodeView) =>
    label in labels ? `${label}=${labels[label]}` : `no label ${label}`;
  const names = label === "" ? ["Workers"] : [...new Set(workers.map(name))].sort(withoutLast);
  return names.map((each) => [each, workers.filter((node) => label === "" || name(node) === each)]);
}

function withoutLast(a: string, b: string): number {
  const without = (name: string) => Number(name.startsWith("no label "));
  return without(a) - without(b) || a.localeCompare(b, "en", { numeric: true });
}

/** Text and cards from top to bottom. */
class Page {
  private y = 14;
  private readonly parts: string[] = [];

  text(text: string, style: string, height: number): void {
    this.y += height;
    this.parts.push(textAt(margin, this.y, cut(text, pageText), style));
  }

  heading(text: string): void {
    this.y += 14;
    this.text(text, "heading", 22);
  }

  nodes(title: string, nodes: readonly NodeView[]): void {
    if (nodes.length === 0) return;
    this.heading(title);
    this.y += 10;
    for (let i = 0; i < nodes.length; i += perRow) {
      const row = nodes.slice(i, i + perRow);
      const height = 2 * card.padding + card.line * Math.max(...row.map((node) => linesOf(node).length));
      row.forEach((node, column) => {
        this.parts.push(drawCard(node, margin + column * (card.width + card.gap), this.y, height));
      });
      this.y += height + card.gap;
    }
    this.y -= card.gap;
  }

  svg(title: string): string {
    const height = this.y + margin;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
      `<title>${escaped(title)}</title>`,
      `<style>${styles}</style>`,
      `<rect class="ground" width="${width}" height="${height}" rx="12"/>`,
      ...this.parts,
      "</svg>\n",
    ].join("\n");
  }
}

function drawCard(node: NodeView, x: number, y: number, height: number): string {
  const { level } = conditions[node.condition];
  const right = x + card.width - card.padding;
  const lines = linesOf(node).map(([text, style, dots], i) => {
    const baseline = y + card.padding + 13 + i * card.line;
    const squares = (dots ?? []).map((on, j) => {
      const left = right - 12 * (dots!.length - j) + 3;
      return `<rect class="${on ? "on" : "off"}" x="${left}" y="${baseline - 8}" width="8" height="8" rx="2"/>`;
    });
    return [textAt(x + card.padding, baseline, cut(text, cardText), style), ...squares].join("");
  });
  const role = node.leader ? "leader" : node.role;
  const corner = `<text class="quiet small" text-anchor="end" x="${right}" y="${y + card.padding + 13}">${role}</text>`;
  const dashes = node.condition === "missing" ? ' stroke-dasharray="5 4"' : "";
  const box = `<rect class="card ${level}" x="${x}" y="${y}" width="${card.width}" height="${height}" rx="9"${dashes}/>`;
  return [box, corner, ...lines].join("\n");
}

/** Text and style of each line of a card, and a square for each task: whether it runs. */
function linesOf(node: NodeView): [text: string, style: string, dots?: boolean[]][] {
  const { sign, level, meaning } = conditions[node.condition];
  const detail = node.detail === meaning ? "" : `: ${node.detail}`;
  const engine = [node.address, node.engineVersion && `Docker ${node.engineVersion}`]
    .filter(Boolean)
    .join(" · ");
  const labels = Object.entries(node.labels).map(([name, value]) => `${name}=${value}`);
  const size = [node.processors, node.memory, ...labels].filter(Boolean).join(" · ");
  return [
    [cut(node.name, 22), "name"],
    [`${sign} ${node.condition}${detail}`, level],
    ...node.tasks.map((group): [string, string, boolean[]] => {
      return [`${group.service}  ${group.text}`, taskStyles[group.level], dotsOf(group)];
    }),
    ...[engine, size].filter(Boolean).map((text): [string, string] => [text, "quiet small"]),
  ];
}

function dotsOf({ states }: TaskGroup): boolean[] {
  const dots = Object.entries(states).flatMap(([state, number]) =>
    Array<boolean>(number).fill(state === "running"),
  );
  return dots.slice(0, 8);
}

const taskStyles: Readonly<Record<Level, string>> = {
  good: "small",
  notice: "notice small",
  bad: "notice small",
};

function textAt(x: number, y: number, text: string, style: string): string {
  return `<text class="${style}" x="${x}" y="${y}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  // Characters that XML cannot hold at all would make the whole file unreadable.
  // eslint-disable-next-line no-control-regex
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return clean.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const styles = `
text { font: 13px system-ui, "Segoe UI", Roboto, Arial, sans-serif; fill: #1c2024; white-space: pre; }
.title { font-size: 21px; font-weight: 650; } .heading { font-size: 15px; font-weight: 650; } .name { font-weight: 650; }
.small { font-size: 12px; } .quiet { fill: #575e66; } .code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12px; }
.ground { fill: #f6f6f3; } .card { fill: #fff; stroke: #deded8; } rect.bad { stroke: #a5211a; }
.on { fill: #176b41; } .off { fill: none; stroke: #7a4f00; stroke-dasharray: 2 1.5; } text.good { fill: #176b41; } text.notice { fill: #7a4f00; } text.bad { fill: #a5211a; }
@media (prefers-color-scheme: dark) {
text { fill: #e6e9ec; } .quiet { fill: #a2abb4; } .ground { fill: #121518; } .card { fill: #1a1e22; stroke: #2e353b; } rect.bad { stroke: #ff9d94; }
.on { fill: #74d6a3; } .off { stroke: #efc06a; } text.good { fill: #74d6a3; } text.notice { fill: #efc06a; } text.bad { fill: #ff9d94; }
}`.trim();
