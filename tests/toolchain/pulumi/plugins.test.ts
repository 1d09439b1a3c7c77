import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import versions from "../../../lib/versions.json";
import { commandPlugin, pluginFolder, sourceHash } from "../../../toolchain/pulumi/plugins";
import { createSteps } from "../../../toolchain/shared/steps";
import { fakeProgram, keptLines, newFolder, removeFolders } from "../support";

const { XDG_CACHE_HOME } = process.env;
const kept = keptLines();
const steps = createSteps(kept);
let home: string;
let calls: string;

beforeEach(() => {
  process.env.XDG_CACHE_HOME = newFolder();
  home = newFolder();
  calls = join(newFolder(), "calls");
  kept.lines.length = 0;
});
afterAll(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  removeFolders();
});

/** A pulumi that installs a plugin it is given, and downloads the official one or cannot. */
function pulumi({ online }: { online: boolean }) {
  const command = program(
    newFolder(),
    "pulumi",
    `echo "$*" >> '${calls}'
plugin=official
while [ $# -gt 0 ]; do [ "$1" = --file ] && plugin=$(/bin/cat "$2"); shift; done
[ $plugin = official ] && ! ${online} && echo 'error: no such host' && exit 1
/bin/mkdir -p '${pluginFolder({ home } as never)}'
echo $plugin > '${pluginFile()}'
/bin/chmod 755 '${pluginFile()}'`,
  );
  return { command, origin: "release" as const, home };
}

function program(folder: string, name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A PATH with a go that builds a program. */
function withGo(): NodeJS.ProcessEnv {
  const folder = newFolder();
  program(
    folder,
    "go",
    `[ "$1" = env ] && echo go1.26.0
while [ $# -gt 0 ]; do [ "$1" = -o ] && echo compatible > "$2" && /bin/chmod 755 "$2"; shift; done
exit 0`,
  );
  return { PATH: folder };
}

const pluginFile = () => join(pluginFolder({ home } as never), "pulumi-resource-command");
const plugin = () => readFileSync(pluginFile(), "utf8").trim();
const markFile = () => join(pluginFolder({ home } as never), "compatible-plugin");
const calledWith = () => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : []);

test("a plugin that is there is left alone", async () => {
  fakeProgram(pluginFolder({ home } as never), "pulumi-resource-command");
  await commandPlugin(pulumi({ online: true }), withGo(), steps);
  expect(calledWith()).toEqual([]);
  expect(kept.lines).toEqual([]);
});

test("the official plugin comes first, and needs no Go", async () => {
  await commandPlugin(pulumi({ online: true }), { PATH: newFolder() }, steps);
  expect(plugin()).toBe("official");
  expect(existsSync(markFile())).toBe(false);
  expect(calledWith()).toEqual([`plugin install resource command ${versions.commandPlugin} --reinstall`]);
  expect(kept.lines[0]).toBe(
    `> Pulumi's command plugin ${versions.commandPlugin}: downloading (usually 20 s)`,
  );
});

test("where it cannot be downloaded the compatible one is built, marked, and not tried again", async () => {
  const [cli, env] = [pulumi({ online: false }), withGo()];
  await commandPlugin(cli, env, steps);
  expect(plugin()).toBe("compatible");
  expect(readFileSync(markFile(), "utf8")).toBe(sourceHash());
  expect(kept.lines).toContain(
    `  Pulumi's command plugin ${versions.commandPlugin} cannot be downloaded (error: no such host): ` +
      "this project's compatible plugin is used instead",
  );
  const before = calledWith().length;
  await commandPlugin(cli, env, steps);
  expect(calledWith()).toHaveLength(before);
});

test("without network and Go it is refused with what to do, and tried again", async () => {
  const env = { PATH: newFolder() };
  await expect(commandPlugin(pulumi({ online: false }), env, steps)).rejects.toThrow(
    "Go is needed to build pulumi-resource-command, but there is no go on PATH: install a current Go from " +
      "https://go.dev/dl, or make Pulumi's downloads (github.com and get.pulumi.com) reachable, and run this again.",
  );
  expect(existsSync(pluginFile())).toBe(false);
  await commandPlugin(pulumi({ online: true }), env, steps);
  expect(plugin()).toBe("official");
});
