import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

// The commands that the pages show, so that tests can run them as they stand there.

const project = resolve(__dirname, "../..");

/** Every page for users and contributors, as a path in the project. */
export const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(join(project, "docs")).map((file) => `docs/${file}`),
  ...readdirSync(join(project, "examples"), { recursive: true, encoding: "utf8" }).map(
    (file) => `examples/${file}`,
  ),
  "template/README.md",
].filter((page) => page.endsWith(".md") && !page.includes("node_modules"));

/** Text of a page. */
export const textOf = (page: string) => readFileSync(join(project, page), "utf8");

/** The anchor of a heading, as GitHub makes it. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** One command of a block, and what the page shows of its output. */
export interface Step {
  readonly command: string;
  /** Lines of the output; empty where the page shows none. */
  readonly shown: readonly string[];
}

/** A block of commands in a page. */
export interface Block {
  readonly page: string;
  /** The page and the heading above the block: "docs/operations.md#autolock". */
  readonly place: string;
  readonly steps: readonly Step[];
  /** Why no test runs it as it stands, from the comment above it: "Not run: needs a bucket". */
  readonly exception: string | undefined;
}

const FENCE = /^ *```/;
const COMMENT = /^ *<!-- (Not run: .*) -->$/;

/** The blocks of commands of a page, in its order. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let [place, exception] = [page, undefined as string | undefined];
  const lines = textOf(page).split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    if (heading !== undefined) place = `${page}#${anchorOf(heading)}`;
    if (COMMENT.test(line)) exception = COMMENT.exec(line)![1];
    if (!FENCE.test(line)) continue;
    const end = lines.findIndex((each, index) => index > at && FENCE.test(each));
    const inside = lines.slice(at + 1, end).map((each) => each.slice(line.indexOf("`")));
    if (line.trim() === "```console") blocks.push({ page, place, exception, steps: stepsOf(inside) });
    [at, exception] = [end, undefined];
  }
  return blocks;
}

/** With `$ ` before the commands, the other lines are output; without it, all lines are commands. */
function stepsOf(lines: readonly string[]): Step[] {
  if (!lines.some((line) => line.startsWith("$ "))) return lines.map((command) => ({ command, shown: [] }));
  const steps: { command: string; shown: string[] }[] = [];
  for (const line of lines)
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), shown: [] });
    else steps.at(-1)!.shown.push(line);
  return steps;
}

/**
 * The commands in the last column of a page's first table, in its order. What is not a command of this project is left
 * out: it is a name or a flag.
 */
export function tableCommandsOf(page: string): string[] {
  const rows = textOf(page)
    .split("\n")
    .filter((line) => line.startsWith("| "));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).at(-2)!);
  return cells
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!))
    .filter((code) => /^(npm |eval )/.test(code));
}

/**
 * The lines that a page shows and an output does not have. The output may have further lines and further words in a line;
 * `…` stands for any text within a word.
 */
export function missingFrom(output: string, shown: readonly string[]): string[] {
  const lines = output.split("\n");
  let from = 0;
  return shown.filter((line) => {
    const found = lines.findIndex((each, index) => index >= from && hasWords(each, line));
    if (found >= 0) from = found + 1;
    return found < 0 && line.trim() !== "";
  });
}

function hasWords(line: string, shown: string): boolean {
  const words = line.split(/\s+/);
  let from = 0;
  for (const word of shown.split(/\s+/).filter(Boolean)) {
    const parts = word.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`^${parts.join(".*")}$`);
    const found = words.findIndex((each, index) => index >= from && pattern.test(each));
    if (found < 0) return false;
    from = found + 1;
  }
  return true;
}
