import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { lastEndpoint, lateNodesProblem, swarmEndpoint, swarmNodes } from "../../../components/swarm/status";
import { elapse, seconds } from "../../support/elapse";
import { stage } from "../../support/handlers";
import { useVirtualTime } from "../../support/virtual-time";

const lines = useVirtualTime();

test("the status lists all nodes by name, and how to reach a manager that answers", async () => {
  const s = stage("node1", "node2", "node10");
  const { swarmId, nodes } = await s.up({ node1: "manager", node10: "worker", node2: "manager" });
  const rows = await elapse(swarmNodes(".store", swarmId, [], s.run));
  expect(rows.map((row) => row.name)).toEqual(["node1", "node2", "node10"]);
  expect(rows[0]).toEqual({
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
  const { managerEndpoint, dockerEnv } = await elapse(swarmEndpoint(".store", swarmId, undefined, s.run));
  expect(managerEndpoint).toMatch(/^tcp:\/\/10\.9\.0\.[12]:2376$/);
  expect(dockerEnv).toMatchObject({ DOCKER_HOST: managerEndpoint, DOCKER_TLS_VERIFY: "1" });
});

test("a likely manager that answers is the only one asked, and where none does all are", async () => {
  const s = stage("node1", "node2", "node3", "node4");
  const { swarmId } = await s.up({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" });
  const askedBy = async (...likely: string[]) => {
    const fresh = stage();
    fresh.run.fleet = () => s.world.fleet;
    const calls = ["node1", "node2", "node3", "node4"].map((name) => s.world.host(name).calls);
    for (const each of calls) each.length = 0;
    expect(await elapse(swarmNodes(".store", swarmId, likely, fresh.run))).toHaveLength(4);
    return calls.map((each) => each.length > 0);
  };

  expect(await askedBy("node2")).toEqual([false, true, false, false]);
  // It was demoted since, or is no machine of the store.
  expect(await askedBy("node4", "node9")).toEqual([true, true, true, true]);
  s.world.host("node2").cut();
  expect((await askedBy("node2"))[0]).toBe(true);
});

test("the endpoint is that of the first manager by name, whoever leads and whoever answers first", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId } = await s.up({ node3: "manager", node1: "manager", node2: "manager" });
  for (let run = 0; run < 3; run++) {
    const { managerEndpoint, dockerEnv } = await elapse(swarmEndpoint(".store", swarmId, undefined, s.run));
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
  await expect(elapse(swarmNodes(".store", swarmId, [], s.run))).rejects.toThrow(text);
  expect((Date.now() - start) / 1000).toBeLessThan(7);
});

test("[host-name-changes] the endpoint of a manager is found by its node's ID, whatever its host is called", async () => {
  const s = stage("node1", "node2");
  const { swarmId } = await s.up({ node1: "manager", node2: "manager" });
  s.world.host("node1").hostname = "renamed-by-dhcp";
  s.world.host("node2").hostname = "node1";
  const { managerEndpoint, dockerEnv } = await elapse(
    swarmEndpoint(".store", swarmId, ["node1", "node2"], s.run),
  );
  expect(managerEndpoint).toBe("tcp://10.9.0.1:2376");
  expect(dockerEnv.DOCKER_MACHINE_NAME).toBe("node1");
});

test("[context-kept] the endpoint is the first preferred manager that the others reach, or the last one known", async () => {
  const s = stage("node1", "node2", "node3", "node4");
  const up = await s.up({ node1: "manager", node2: "manager", node3: "manager", node4: "worker" });
  const preferred = ["node4", "node2", "node3", "node1"];
  const found = () => elapse(swarmEndpoint(".store", up.swarmId, preferred, s.run));
  expect((await found()).dockerEnv.DOCKER_MACHINE_NAME).toBe("node2");
  s.world.host("node2").cut();
  await seconds(5);
  expect((await found()).dockerEnv.DOCKER_MACHINE_NAME).toBe("node3");
  for (const host of s.world.hosts.values()) host.cut();
  await expect(found()).rejects.toThrow(/no manager of swarm/);
  expect(lastEndpoint(".store", ["node9", "node2"], s.run)?.managerEndpoint).toBe("tcp://10.9.0.2:2376");
  expect(lastEndpoint(".store", ["node9"], s.run)).toBeUndefined();
});

test("[election] the table of nodes waits for the end of an election", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId } = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  const raft = s.world.host("node1").membership!.swarm;
  raft.hasLeader = () => false;
  setTimeout(() => delete (raft as { hasLeader?: unknown }).hasLeader, 15_000);
  expect(await elapse(swarmNodes(".store", swarmId, [], s.run))).toHaveLength(3);
});

test("[slow-engine] the table of nodes is had of slow managers too", async () => {
  const s = stage("node1", "node2", "node3");
  const { swarmId } = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
  for (const host of s.world.hosts.values()) host.infoMs = 4000;
  expect(await elapse(swarmNodes(".store", swarmId, [], s.run))).toHaveLength(3);
});

test("[frozen-engine] nodes that hang are waited for at the end, with a line now and then, and named", async () => {
  const s = stage("node1", "node2");
  await s.up({ node1: "manager", node2: "worker" });
  s.world.host("node2").freeze();
  const problem = await elapse(lateNodesProblem(".store", ["node2"], s.run));
  expect(problem).toMatch(
    /^the Docker Engine of node2 hangs.*All other nodes are up to date\. Restart Docker/,
  );
  expect(
    lines.filter((line) => /waiting for the Docker Engine of node2 to answer \((15|30|45) s\)/.test(line)),
  ).toHaveLength(3);
  setTimeout(() => (s.world.host("node2").frozen = false), 10_000);
  expect(await elapse(lateNodesProblem(".store", ["node2"], s.run))).toBeUndefined();
  expect(await lateNodesProblem(".store", [], s.run)).toBeUndefined();
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
