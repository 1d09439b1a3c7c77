import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { runExample } from "./support/run-example";

const folder = join(__dirname, "../../template");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const { version, dependencies, devDependencies } = JSON.parse(
  readFileSync(join(__dirname, "../../package.json"), "utf8"),
) as { version: string; dependencies: Record<string, string>; devDependencies: Record<string, string> };

test("The template has all that a program needs, and what pulumi new fills in", () => {
  expect(readdirSync(folder).sort()).toEqual([
    ".gitignore",
    "Pulumi.yaml",
    "README.md",
    "index.ts",
    "package.json",
    "tsconfig.json",
  ]);
  expect(parse(read("Pulumi.yaml"))).toMatchObject({
    name: "${PROJECT}",
    description: "${DESCRIPTION}",
    runtime: "nodejs",
    options: { refresh: "always" },
    template: { description: expect.any(String), config: { driver: { default: "auto" } } },
  });
});

test("It depends on this version of the package, and on the others as the package does", () => {
  const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;

  expect(manifest.dependencies).toEqual({
    "@pulumi/pulumi": `^${dependencies["@pulumi/pulumi"]}`,
    "pulumi-docker-machine-swarm": `^${version}`,
  });
  expect(manifest.devDependencies).toEqual({
    "@types/node": `^${devDependencies["@types/node"]}`,
    typescript: `^${devDependencies.typescript}`,
  });
});

test("The program declares one manager and two workers with the driver of the configuration", async () => {
  const program = await runExample("template", { driver: "digitalocean" });

  expect(program.ofType(":SwarmNode").map(({ inputs }) => [inputs.machine, inputs.role])).toEqual([
    ["node1", "manager"],
    ["node2", "worker"],
    ["node3", "worker"],
  ]);
  const [{ inputs }] = program.resources.filter(({ name }) => name === "swarm-node1-machine");
  expect(JSON.stringify(inputs)).toContain("digitalocean");
  expect(program.outputs.dockerEnv).toContain("export DOCKER_HOST=");
});
