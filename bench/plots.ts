import { median, type Figures } from "./figures";

const [width, height] = [640, 320];
const [left, right, top, bottom] = [48, 16, 40, 40];
const colours = ["#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd", "#d62728", "#8c564b", "#7f7f7f"];

/** How an update from nothing grows with the number of nodes, beside the script: SVG. */
export function growthPlot({ series, date, computer }: Figures): string {
  const ups = series.filter(({ what }) => what === "up from nothing");
  const mostNodes = Math.max(...ups.map(({ nodes }) => nodes));
  const mostSeconds = Math.max(...ups.flatMap(({ costs }) => costs.map(({ wall }) => wall)));
  const x = (nodes: number) => left + (nodes / mostNodes) * (width - left - right);
  const y = (seconds: number) => height - bottom - (seconds / mostSeconds) * (height - top - bottom);
  const lines = ["pulumi", "script"].map((who, i) => {
    const points = ups
      .filter((each) => each.who === who)
      .map(({ nodes, costs }) => [x(nodes), y(median(costs.map(({ wall }) => wall)))].map(round));
    const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="4" fill="${colours[i]}"/>`);
    const label = text(
      left + 16 + i * 140,
      top + 12,
      who === "pulumi" ? "npm start" : "script by hand",
      colours[i],
    );
    const line = `<polyline points="${points.map(String).join(" ")}" fill="none" stroke="${colours[i]}" stroke-width="2"/>`;
    return [line, ...dots, label].join("\n");
  });
  const sizes = [...new Set(ups.map(({ nodes }) => nodes))];
  const marks = sizes.map((nodes) => text(round(x(nodes)) - 8, height - bottom + 18, String(nodes)));
  const steps = [0, 0.5, 1].map((part) => mostSeconds * part);
  const levels = steps.map((seconds) => text(8, round(y(seconds)) + 4, `${seconds.toFixed(0)} s`));
  const title = text(left, 20, `Up from nothing by number of nodes. ${computer}, ${date}`);
  const axes = `<path d="M${left} ${top} V${height - bottom} H${width - right}" fill="none" stroke="#888"/>`;
  return svg(height, [title, axes, ...marks, ...levels, ...lines]);
}

/** Where the time of an update from nothing goes, a bar for each number of nodes: SVG. */
export function phaseBars({ phases, date, computer }: Figures): string {
  const bars = Object.entries(phases);
  const total = (of: (typeof bars)[number][1]) => of.reduce((sum, { seconds }) => sum + seconds, 0);
  const most = Math.max(...bars.map(([, of]) => total(of)));
  const scale = (seconds: number) => (seconds / most) * (width - left - right - 60);
  const rows = bars.map(([nodes, of], row) => {
    let x = left + 30;
    const y = top + 8 + row * 40;
    const parts = of.map(({ name, seconds }, i) => {
      const at = x;
      x += scale(seconds);
      const title = `<title>${name}: ${seconds.toFixed(1)} s</title>`;
      const size = `x="${round(at)}" y="${y}" width="${round(scale(seconds))}" height="26"`;
      return `<rect ${size} fill="${colours[i % colours.length]}">${title}</rect>`;
    });
    const sum = text(round(x) + 4, y + 18, `${total(of).toFixed(1)} s`);
    return [text(8, y + 18, `${nodes} node${nodes === "1" ? "" : "s"}`), ...parts, sum].join("\n");
  });
  const below = top + 24 + bars.length * 40;
  const legend = (bars.at(-1)?.[1] ?? []).map(({ name, seconds }, i) => {
    const [lx, ly] = [left + (i % 3) * 195, below + Math.floor(i / 3) * 20];
    const dot = `<rect x="${lx}" y="${ly - 10}" width="12" height="12" fill="${colours[i % colours.length]}"/>`;
    return dot + text(lx + 18, ly, `${name} ${seconds.toFixed(1)} s`);
  });
  const title = text(8, 20, `Where the time of an update from nothing goes. ${computer}, ${date}`);
  return svg(below + 60, [title, ...rows, ...legend]);
}

function svg(tall: number, parts: readonly string[]): string {
  const size = `viewBox="0 0 ${width} ${tall}" width="${width}" height="${tall}"`;
  const ground = '<rect width="100%" height="100%" fill="#fff"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12">\n${[ground, ...parts].join("\n")}\n</svg>\n`;
}

function text(x: number, y: number, content: string, fill = "#222"): string {
  const safe = content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<text x="${x}" y="${y}" fill="${fill}">${safe}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
