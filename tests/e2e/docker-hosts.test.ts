import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { which } from "../../lib/which";
import { drift } from "./docker-hosts/drift";
import { exercise } from "./docker-hosts/exercise";
import { habits } from "./docker-hosts/habits";
import { neighbour } from "./docker-hosts/neighbour";
import { DockerStage, exercise as declared, ours } from "./docker-hosts/stage";

// Somebody who is not root, and in the group docker: three nodes in containers of their own engine, with everything
// real. The chapters are one story and run in order; the last test takes everything down.

jest.setTimeout(300_000);

const problem = skipReason();
if (problem) console.log(`The tests of hosts in a Docker Engine are skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

scenario("In containers of the person's own Docker Engine", () => {
  const stage = new DockerStage();
  const { engine, stack } = stage;

  beforeAll(async () => {
    await engine.start();
    // On a computer with a registry the person's first run builds it. Only root can read all of the base.
    const build =
      'require("./load.js")("hosts/docker/image").ensureImage({ host: process.env.DOCKER_HOST }, undefined, console.log)';
    expect(await engine.run(process.execPath, ["-e", build])).toMatchObject({ code: 0 });
    stack.remove();
    await stack.init();
    // No driver: "auto" is docker for somebody who is not root, and has an engine and no hypervisor.
    stack.configure(declared);
  });

  afterAll(async () => {
    if (existsSync(stack.directory)) await stack.pulumi("destroy", "--yes", "--skip-preview");
    await engine.remove();
    stack.remove();
  });

  exercise(stage);
  neighbour(stage);
  habits(stage);
  drift(stage);

  test("destroy leaves no container, volume, network or folder", async () => {
    await stack.destroy();

    expect(engine.docker(["ps", "--all", "--quiet"])).toBe("");
    expect(engine.docker(["volume", "ls", "--quiet"])).toBe("");
    expect(engine.docker(["network", "ls", "--quiet", "--filter", ours])).toBe("");
    const folder = join(stack.directory, "swarm");
    expect(existsSync(folder) ? readdirSync(folder, { recursive: true }) : "gone").toBe("gone");
  });
});

function skipReason(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "they need Linux, and root to start an engine";
  const missing = ["dockerd", "docker", "ip", "nsenter", "setpriv"].filter((program) => !which([program]));
  return missing.length > 0 ? `${missing.join(", ")} not found` : undefined;
}
