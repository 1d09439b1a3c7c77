import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserError } from "../lib/command";
import { givenFile } from "../lib/given-file";
import { selectedStack } from "../toolchain/pulumi/selected-stack";
import { follow, type Picture } from "./follow";
import { Hub } from "./hub";
import { noPicture, viewOf } from "./model";
import { servePage } from "./server";
import { swarmSource, type Source } from "./source";
import { stackReader, type StackReader } from "./stack";
import { svgOf } from "./svg";
import { tableOf } from "./table";
import type { View } from "./view";

const usage = `npm run view                    serves a live picture of the swarm and prints its address; Ctrl-C ends it
npm run view -- --open          opens it in the browser as well
npm run view -- --svg FILE      writes the picture as it is now ("-": to standard output)
npm run view -- --json          prints it as JSON
    --group LABEL               groups workers by a node label in the SVG
    --port NUMBER               of the page; default: a free one
npm run nodes                   prints it as a table as wide as the terminal (--width NUMBER), or with --json`;

const options = {
  svg: { type: "string" },
  json: { type: "boolean" },
  table: { type: "boolean" },
  open: { type: "boolean" },
  group: { type: "string" },
  port: { type: "string" },
  width: { type: "string" },
  help: { type: "boolean" },
} as const;

/**
 * Runs the command.
 * @returns its exit code
 * @throws UserError for arguments that cannot be used, and where a single picture cannot be had
 */
export async function runView(args: readonly string[]): Promise<number> {
  const wanted = parsed(args);
  if (wanted.help) return print(usage + "\n");
  const selected = await selectedStack();
  const [stack, source] = [stackReader(selected), swarmSource(selected.store)];
  if (wanted.json) return print(`${JSON.stringify(await once(stack, source), undefined, 2)}\n`);
  if (wanted.svg !== undefined) return write(wanted.svg, svgOf(await once(stack, source), wanted.group));
  if (wanted.table) return print(tableOf(await once(stack, source), wanted.width ?? terminalWidth()));
  return serve(stack, source, wanted.port, wanted.open ?? false);
}

function parsed(args: readonly string[]) {
  try {
    const { width, port, ...values } = parseArgs({ args: [...args], options }).values;
    return { ...values, width: number(width), port: number(port) };
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n${usage}`);
  }
}

function number(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw new Error(`"${text}" is not a whole number`);
  return Number(text);
}

/** One picture of now. */
async function once(stack: StackReader, source: Source): Promise<View> {
  const declared = await stack.read();
  const reading = await source.read(declared).catch((error: Error) => {
    throw new UserError(error.message);
  });
  return viewOf(reading.answers, declared, { mode: "live" });
}

/** Serves the page until a signal ends it. */
async function serve(
  stack: StackReader,
  source: Source,
  port: number | undefined,
  open: boolean,
): Promise<number> {
  const hub = new Hub();
  const server = await servePage(hub, port).catch((error: Error) => {
    throw new UserError(`Cannot serve the page: ${error.message}. Choose another --port, or none.`);
  });
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop.abort());
  await print(`The picture of the swarm is at ${server.url}\nPress Ctrl-C to end it.\n`);
  if (open) openBrowser(server.url);
  const show = async ({ answers, mode, problem }: Picture) => {
    const declared = await stack.read();
    hub.publish(answers ? viewOf(answers, declared, { mode, problem }) : noPicture(declared, problem));
  };
  await follow({ read: async () => source.read(await stack.read()), show, signal: stop.signal });
  await server.close();
  return 0;
}

function openBrowser(url: string): void {
  const openers = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] } as Partial<
    Record<string, string[]>
  >;
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => console.error(`${command} cannot be run: open the address yourself.`));
  child.unref();
}

function terminalWidth(): number {
  return process.stdout.columns ?? (Number(process.env.COLUMNS) || 100);
}

async function write(file: string, text: string): Promise<number> {
  if (file === "-") return print(text);
  const path = givenFile(file);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError(`Cannot write the picture: ${(error as Error).message}`);
  }
  return print(`The picture is in ${path}\n`);
}

/** Resolves when all is written: a process that exits before would cut a long text off. */
function print(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)));
}
