import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Workshop } from "../components/machine/support/workshop";
import { TestStack } from "./support/stack";

// Credentials of drivers and secret options, with the real pulumi; a stand-in of docker-machine makes the machine, and
// what stands in for its engine can have no swarm, so up ends with an error after that.

jest.setTimeout(120_000);

const stack = new TestStack("e2e-secret-options");
const workshop = new Workshop();
const secrets = { "environment.TOKEN": "s3cret-token", "engine.labels.key": "s3cret-label" };

beforeAll(async () => {
  stack.remove();
  await workshop.open();
  await stack.init();
  const nodes = [{ name: "node1", role: "manager" }];
  stack.configure({ driver: "virtualbox", machineBinary: workshop.binary, nodes });
  for (const [path, value] of Object.entries(secrets))
    await stack.ok("config", "set", "--secret", "--path", path, value, ...stack.configFlags);
});

test("Secrets of a machine reach docker-machine, and neither the state nor what is printed", async () => {
  const { output } = await stack.pulumi("up", "--yes", "--diff", ...stack.configFlags);

  expect(output).toMatch(/swarm-node1-machine/);
  const create = workshop.notes().find(({ args }) => args.includes("--driver=virtualbox"))!;
  expect(create.environment.TOKEN).toBe("s3cret-token");
  expect(create.args).toContain("--engine-label=key=s3cret-label");
  const state = filesUnder(join(stack.directory, "backend")).map((file) => readFileSync(file, "utf8"));
  expect(state.join("")).toContain("swarm-node1-machine");
  for (const value of Object.values(secrets)) {
    expect(output).not.toContain(value);
    expect(state.filter((text) => text.includes(value))).toEqual([]);
  }
});

test("The next preview does not want the machine changed or replaced", async () => {
  const { steps } = await stack.preview();

  expect(steps.filter(({ urn }) => urn.includes("node1-machine"))).toEqual([]);
});

afterAll(async () => {
  await stack.destroy();
  stack.remove();
  workshop.close();
});

function filesUnder(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  return files.filter((file) => statSync(file).isFile());
}
