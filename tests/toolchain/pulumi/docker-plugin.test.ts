import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../../lib/command";
import { run } from "../../../lib/run";
import { dockerPlugin } from "../../../toolchain/pulumi/docker-plugin";
import { createSteps } from "../../../toolchain/shared/steps";
import { keptLines, newFolder, removeFolders } from "../support";

afterAll(removeFolders);

/** Asks for the plugin with a stand-in of pulumi that lists some plugins, and installs with some command. */
async function ask(installed: object[], install: string) {
  const folder = newFolder();
  const command = join(folder, "pulumi");
  const script = `#!/bin/sh
  case "$*" in
    "plugin ls --json") echo '${JSON.stringify(installed)}' ;;
    "plugin install resource docker 5.2.0") touch '${folder}/asked'; ${install} ;;
  esac
`;
  writeFileSync(command, script);
  chmodSync(command, 0o755);
  const kept = keptLines();
  const cli = { command, origin: "path" as const, home: undefined };
  const result = dockerPlugin("5.2.0", "The example shop", cli, process.env, createSteps(kept));
  const error = await result.then(
    () => undefined,
    (reason: Error) => reason,
  );
  return { error, asked: existsSync(join(folder, "asked")), lines: kept.lines };
}

test("A plugin of the version that is there is not asked for", async () => {
  expect(await ask([{ name: "docker", version: "5.2.0" }], "exit 1")).toEqual({
    error: undefined,
    asked: false,
    lines: [],
  });
});

test("It is downloaded where it is missing, or there in another version", async () => {
  const others = [
    { name: "docker", version: "4.0.0" },
    { name: "command", version: "5.2.0" },
  ];
  expect(await ask(others, "exit 0")).toMatchObject({ error: undefined, asked: true });
});

test("Where it cannot be downloaded, the error names the program, the reason and the next step", async () => {
  const { error, lines } = await ask(
    [],
    "echo 'error: [resource plugin docker-5.2.0] no route to host' >&2; exit 255",
  );

  expect(error).toBeInstanceOf(UserError);
  expect(error!.message).toBe(
    "The example shop cannot run here: it needs Pulumi's docker plugin 5.2.0, which cannot be downloaded " +
      "(error: [resource plugin docker-5.2.0] no route to host). Next: run `pulumi plugin install resource docker 5.2.0` " +
      "where it can be. Examples without workloads do not need it.",
  );
  expect(lines.join("\n")).toMatch(/docker plugin 5\.2\.0: downloading: failed after/);
});

test("An example that is not there is an error that names those that are, with exit code 1", async () => {
  const project = resolve(__dirname, "../../..");
  const { code, output } = await run(process.execPath, ["toolchain/example.js", "shop"], { cwd: project });

  expect(code).toBe(1);
  expect(output).toMatch(/^error: npm run example -- .*roles \| .*web-service expected, got "shop"\n$/);
});
