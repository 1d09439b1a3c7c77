import { spawnSync } from "node:child_process";
import { which } from "../../../lib/which";
import { DockerConfig } from "./support/docker-config";

const config = new DockerConfig();
beforeAll(() => config.open());
afterAll(() => config.close());

/** Runs the command as Pulumi does. */
function command(verb: string, environment: NodeJS.ProcessEnv) {
  const program = 'require("./load.js")("context/context.command")';
  const env = { ...config.environment, ...environment };
  return spawnSync(process.execPath, ["-e", program, verb], { env, encoding: "utf8" });
}

const CONTEXT_SPEC = JSON.stringify(config.spec());

test.each(["create", "remove"])("%s without a docker client on PATH fails with one sentence", (verb) => {
  const { status, stderr, stdout } = command(verb, { CONTEXT_SPEC, PATH: config.folder });

  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trim()).toMatch(/^A docker context needs the docker client, .* leave dockerContext empty\.$/);
});

test("Another verb, or no spec, is refused", () => {
  expect(command("make", { CONTEXT_SPEC }).stderr).toContain('create or remove expected, got "make"');
  expect(command("create", { CONTEXT_SPEC: "" }).stderr).toContain("CONTEXT_SPEC is missing");
});

(which("docker") ? test : test.skip)("create prints the context's name alone, remove nothing", () => {
  expect(command("create", { CONTEXT_SPEC })).toMatchObject({ status: 0, stdout: "sw\n" });
  expect(config.names()).toContain("sw");
  expect(command("remove", { CONTEXT_SPEC })).toMatchObject({ status: 0, stdout: "" });
  expect(config.names()).not.toContain("sw");
});
