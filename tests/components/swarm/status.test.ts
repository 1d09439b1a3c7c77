import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { swarmStatus } from "../../../components/swarm/status";
import { elapse } from "../../support/elapse";
import { stage } from "../../support/handlers";
import { useVirtualTime } from "../../support/virtual-time";

useVirtualTime();

test("the status lists all nodes by name, and how to reach a manager that answers", async () => {
  const s = stage("node1", "node2", "node10");
  const { swarmId, nodes } = await s.up({ node1: "manager", node10: "worker", node2: "manager" });
  const status = await elapse(swarmStatus(".store", swarmId, s.run));
  expect(status.nodes.map((row) => row.name)).toEqual(["node1", "node2", "node10"]);
  expect(status.nodes[0]).toEqual({
    name: "node1",
    id: nodes.node1.nodeId,
    role: "manager",
    address: "10.9.0.1",
    availability: "active",
    status: "ready",
    leader: true,
    reachability: "reachable",
    engineVersion: "26.1.5",
    labels: {},
  });
  expect(status.managerEndpoint).toMatch(/^tcp:\/\/10\.9\.0\.[12]:2376$/);
  expect(status.dockerEnv).toMatchObject({ DOCKER_HOST: status.managerEndpoint, DOCKER_TLS_VERIFY: "1" });
});

test("the endpoint is that of the first manager by name, whoever leads and whoever answers first", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId } = await s.up({ node3: "manager", node1: "manager", node2: "manager" });
  for (let run = 0; run < 3; run++) {
    const { managerEndpoint, dockerEnv } = await elapse(swarmStatus(".store", swarmId, s.run));
    expect(managerEndpoint).toBe(`tcp://${s.world.fleet.machine("node1")?.address}:2376`);
    expect(dockerEnv.DOCKER_MACHINE_NAME).toBe("node1");
  }
});

test.each([
  [
    "off",
    (s: Stage) => ["node1", "node2", "node3"].forEach((name) => s.world.host(name).cut()),
    /does not answer/,
  ],
  [
    "leaderless",
    (s: Stage) => ["node2", "node3"].forEach((name) => s.world.host(name).cut()),
    /lost its quorum/,
  ],
])("when the managers are %s the status is given up within 7 s, not 30", async (_how, harm, text) => {
  const s = stage("node1", "node2", "node3");
  const { swarmId } = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  harm(s);
  const start = Date.now();
  await expect(elapse(swarmStatus(".store", swarmId, s.run))).rejects.toThrow(text);
  expect((Date.now() - start) / 1000).toBeLessThan(7);
});

test("the program, which prints the table of nodes, loads nothing that creates machines", () => {
  const program = `require("./load"); require("./components/index"); console.log(Object.keys(require.cache).join())`;
  const options = { cwd: resolve(__dirname, "../../.."), encoding: "utf8" } as const;
  const loaded = execFileSync(process.execPath, ["-r", "sucrase/register/ts", "-e", program], options);
  expect(loaded).toMatch(/swarm\/session\/fleet/);
  expect(loaded).not.toMatch(
    /machine\/(ensure|observe|decide|steps|remove|condition)\.|hosts\/local\/host\./,
  );
});

type Stage = ReturnType<typeof stage>;
