import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { releaseProblems } from "../../../toolchain/packages/release-check";

const project = join(__dirname, "../../..");
const changelog = "# Changelog\n\n## 1.2.3 (2026-11-26)\n\n- more\n\n## 1.2.2\n";

test("a tag is released if the package and the changelog have its version", () => {
  expect(releaseProblems({ tag: "v1.2.3", version: "1.2.3", changelog })).toEqual([]);
  expect(releaseProblems({ tag: "v1.2.4", version: "1.2.3", changelog })).toEqual([
    'the tag is "v1.2.4", and package.json has 1.2.3: v1.2.3 expected',
  ]);
  expect(releaseProblems({ tag: "v1.2.3", version: "1.2.3", changelog: "## Unreleased" })).toEqual([
    'CHANGELOG.md has no section "## 1.2.3": rename "## Unreleased", and date it',
  ]);
});

test("the workflow runs scripts that are there, the tests before anything is published", () => {
  const text = readFileSync(join(project, ".github/workflows/release.yml"), "utf8");
  const { jobs } = parse(text) as { jobs: { publish: { steps: { run?: string }[] } } };
  const lines = jobs.publish.steps.flatMap(({ run }) => run ?? []);
  const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { scripts: object };
  const named = lines.flatMap((line) => /^npm run (\S+)/.exec(line)?.[1] ?? []);

  expect(named).toEqual(["test:unit", "api", "release"]);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(lines.at(-1)).toMatch(
    /^npm publish --provenance --access public \.\/pulumi-docker-machine-swarm-\*\.tgz$/,
  );
});

/** What the compiler says of a program in TypeScript that has the packed package installed. */
function typeCheck(file: string, folder: string, role: string): string {
  const program = join(folder, "program");
  const installed = join(program, "node_modules", "pulumi-docker-machine-swarm");
  mkdirSync(installed, { recursive: true });
  spawnSync("tar", ["-xzf", file, "--strip-components=1", "-C", installed]);
  for (const name of ["@pulumi", "@types", "zod"])
    spawnSync("ln", ["-sfn", join(project, "node_modules", name), join(program, "node_modules", name)]);
  const source = `import { SwarmCluster } from "pulumi-docker-machine-swarm";
export const { swarmId } = new SwarmCluster("swarm", { nodes: [{ name: "node1", role: "${role}" }] });\n`;
  writeFileSync(join(program, "index.ts"), source);
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "node16",
    "--target",
    "es2022",
    "--skipLibCheck",
    "--types",
    "node",
  ];
  const compiler = join(project, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [compiler, ...options, "index.ts"], { cwd: program, encoding: "utf8" })
    .stdout;
}

test("a released version is packed with its code and its types; another tag is refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    const clone = join(folder, "clone");
    const left = /^\/(\.git|\.state|node_modules|dist|docs|bench|tests)(\/|$)/;
    cpSync(project, clone, { recursive: true, filter: (from) => !left.test(from.slice(project.length)) });
    writeFileSync(join(clone, "CHANGELOG.md"), "## 0.1.0\n");
    const release = (tag: string) => {
      const env = { ...process.env, PATH: `${join(project, "node_modules/.bin")}:${process.env.PATH}` };
      // Its packages are those of the project.
      spawnSync("ln", ["-sfn", join(project, "node_modules"), join(clone, "node_modules")]);
      return spawnSync(process.execPath, ["toolchain/release.js", tag, folder], {
        cwd: clone,
        env,
        encoding: "utf8",
      });
    };

    expect(release("v9").stderr).toContain('v9 cannot be released:\n  the tag is "v9"');
    expect(release("v0.1.0")).toMatchObject({ status: 0, stdout: "pulumi-docker-machine-swarm-0.1.0.tgz\n" });

    const file = join(folder, "pulumi-docker-machine-swarm-0.1.0.tgz");
    expect(existsSync(file)).toBe(true);
    const { stdout } = spawnSync("tar", ["-tzf", file], { encoding: "utf8" });
    expect(stdout).toMatch(/^package\/dist\/components\/index\.js$/m);
    expect(stdout).toMatch(/^package\/dist\/components\/index\.d\.ts$/m);
    expect(typeCheck(file, folder, "worker")).toBe("");
    expect(typeCheck(file, folder, "boss")).toContain(`Type '"boss"' is not assignable to type`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
