import { checkCluster } from "../../../components/plan/check";
import * as pulumi from "@pulumi/pulumi";
import type { NodeArgs, SwarmClusterArgs } from "../../../components/plan/args";

/** A cluster of "none" machines, which need nothing of this computer, with some arguments changed. */
function cluster(change: Record<string, unknown>): SwarmClusterArgs {
  return {
    driver: "none",
    driverOptions: { url: "tcp://192.0.2.1:2376" },
    nodes: [manager],
    ...change,
  } as SwarmClusterArgs;
}

const problemsOf = (args: SwarmClusterArgs) => checkCluster(args).problems;
const manager: NodeArgs = { name: "node1", role: "manager" };

test("The exercise has no problems", () => {
  expect(
    problemsOf(cluster({ nodes: [manager, { name: "node2" }, { name: "node3", role: "worker" }] })),
  ).toEqual([]);
});

test.each([
  ["no nodes", { nodes: [] }, /^nodes: .*at least one host is required/],
  ["no manager", { nodes: [{ name: "a" }] }, /^nodes: at least one manager is needed/],
  [
    "a role of another name",
    { nodes: [{ ...manager, role: "leader" }] },
    /^nodes\[0\]\.role: "leader": .*manager.*worker/,
  ],
  ["a capital letter", { nodes: [{ ...manager, role: "Manager" }] }, /^nodes\[0\]\.role: "Manager": /],
  [
    "availability",
    { nodes: [{ ...manager, availability: "drained" }] },
    /"drained": active \| pause \| drain expected/,
  ],
  ["an empty name", { nodes: [{ name: "", role: "manager" }] }, /^nodes\[0\]\.name: /],
  [
    "a name with a shell's characters",
    { nodes: [{ name: "a;rm -rf ~", role: "manager" }] },
    /^nodes\[0\]\.name: /,
  ],
  ["a name too long", { nodes: [{ name: "a".repeat(64), role: "manager" }] }, /63/],
  ["a mistyped key", { nodes: [{ ...manager, rol: "x" }] }, /^nodes\[0\]\.rol: .*did you mean role\?/],
  ["a mistyped setting", { drivr: "none" }, /^drivr: .*did you mean driver\?/],
  ["a mistyped driver", { driver: "virtualbx" }, /^driver: .*did you mean virtualbox\?/],
  ["a number for a text", { driver: 3 }, /^driver: 3: string expected/],
  [
    "labels that are no texts",
    { nodes: [{ ...manager, labels: { zone: 1 } }] },
    /^nodes\[0\]\.labels: "zone": the value must be a text; put it in quotes/,
  ],
  [
    "two nodes of one name",
    { nodes: [manager, { name: "NODE1" }] },
    /^nodes\[1\]\.name: "NODE1": nodes\[0\] has it already/,
  ],
  ["a wrong duration", { swarm: { dispatcherHeartbeat: "5" } }, /^swarm\.dispatcherHeartbeat: .*"5"/],
  ["autolock as a word", { swarm: { autolock: "yes" } }, /^swarm\.autolock: /],
  ["a mistyped swarm setting", { swarm: { autolok: true } }, /^swarm\.autolok: .*did you mean autolock\?/],
  [
    "a trigger that never changes",
    { swarm: { rotateWorkerToken: true } },
    /^swarm\.rotateWorkerToken: .*changing value/,
  ],
])("%s is refused, and the message names the property", (_what, change, message) => {
  expect(problemsOf(cluster(change))).toEqual([expect.stringMatching(message)]);
});

test("An address pool with the local hosts' network in it is refused; SwarmKit's own is not", () => {
  const problems = (pool: string, localNetwork?: string) =>
    problemsOf(
      cluster({ driver: "local", driverOptions: {}, localNetwork, swarm: { defaultAddressPools: [pool] } }),
    ).filter((problem) => problem.startsWith("swarm."));

  const clash =
    /^swarm\.defaultAddressPools\[0\]: .* overlaps with the hosts' network 10\.\d+\.0\.0\/24; set localNetwork/;
  expect(problems("10.77.0.0/16")).toEqual([expect.stringMatching(clash)]);
  expect(problems("10.98.0.0/15", "10.99.0.0/24")).toEqual([expect.stringMatching(clash)]);
  expect(problems("10.77.0.0/16", "10.99.0.0/24")).toEqual([]);
  expect(problems("10.0.0.0/8")).toEqual([]);
});

test("Two generic machines on one host are refused", () => {
  const generic = (name: string, sshPort?: number) => ({
    name,
    role: "manager" as const,
    driver: "generic",
    driverOptions: { ipAddress: "192.0.2.7", ...(sshPort && { sshPort }) },
  });
  const problems = problemsOf(cluster({ nodes: [generic("a"), generic("b"), generic("c", 2222)] }));

  expect(problems).toEqual([expect.stringMatching(/^nodes\[1\].*"192\.0\.2\.7:22".*already used by host a/)]);
});

test("A problem of a setting for all nodes is told once, and where it was set", () => {
  const nodes = [manager, { name: "node2" }, { name: "node3", driverOptions: { memory: 4 } }];
  const driverOptions = { memory: "lots", cpuCount: 1 };

  expect(problemsOf(cluster({ driver: "virtualbx", driverOptions, nodes }))).toEqual([
    expect.stringMatching(/^driver: unknown driver "virtualbx"/),
  ]);
  expect(
    problemsOf(cluster({ driver: "virtualbox", driverOptions, engine: { installUrl: "https://x" }, nodes })),
  ).toEqual([
    expect.stringMatching(/^driverOptions\.memory: "lots": memory in MB expected/),
    expect.stringMatching(/^engine\.installUrl: cannot be used/),
    expect.stringMatching(/^nodes\[2\]\.driverOptions\.memory: 4: memory in MB expected/),
  ]);
});

test("An option that is missing is the node's, and is not compared with others", () => {
  const nodes = [manager, { name: "node2" }];
  const rule = "is missing; IP address or DNS name without scheme and port expected, e.g. 192.168.1.20";

  expect(problemsOf(cluster({ driver: "generic", driverOptions: {}, nodes }))).toEqual([
    `nodes[0].driverOptions.ipAddress: ${rule}`,
    `nodes[1].driverOptions.ipAddress: ${rule}`,
  ]);
});

test("All problems are reported together", () => {
  const nodes = [{ name: "-a", role: "boss" }, { name: "b" }, { name: "b", drivr: "x" }];

  expect(problemsOf(cluster({ nodes, swarm: { dataPathPort: 80 } }))).toEqual([
    expect.stringMatching(/^nodes\[0\]\.name: .*-a/),
    expect.stringMatching(/^nodes\[0\]\.role: "boss"/),
    expect.stringMatching(/^nodes\[2\]\.drivr: /),
    expect.stringMatching(/^swarm\.dataPathPort: .*1024/),
    expect.stringMatching(/^nodes\[2\]\.name: "b"/),
  ]);
});

test("A driver's options are the cluster's, but only for nodes of that driver", () => {
  const nodes = [
    { ...manager, driver: "virtualbox", driverOptions: { memory: 512 } },
    { name: "node2", driver: "virtualbox" },
  ];
  // The cluster's option "url" belongs to driver none: virtualbox would refuse it.
  expect(problemsOf(cluster({ nodes }))).toEqual([]);
});

test("Values that are known only later are passed over, and the others beside them are not", () => {
  const later = <T>(value: T) => pulumi.secret(value);
  const swarm = {
    labels: { team: later("a") },
    signingCACert: Promise.resolve("cert"),
    signingCAKey: later("key"),
    rotateCA: Promise.resolve("1"),
    defaultAddressPools: later(["10.20.0.0/16"]),
    dataPathPort: 80,
  };

  const environment = { TOKEN: later("x"), KEY: Promise.resolve("y"), REGION: "z" };

  expect(problemsOf(cluster({ swarm, environment }))).toEqual([
    expect.stringMatching(/^swarm\.dataPathPort: /),
  ]);
});

test("The driver's own table checks the values of its options, and shows none of a driver with unknown options", () => {
  const token = { accessToken: { value: "s3cret" } };

  expect(problemsOf(cluster({ driver: "virtualbox", driverOptions: { memory: { mb: 1 } } }))).toEqual([
    expect.stringMatching(/^driverOptions\.memory: \{"mb":1\}: memory in MB expected/),
  ]);
  expect(problemsOf(cluster({ driver: "digitalocean", driverOptions: token }))).toEqual([
    "driverOptions.accessToken: text, number, true, false or a list of texts expected",
  ]);
});
