import { checkCluster } from "../../../components/plan/check";
import { resolveDriver } from "../../../components/machine/drivers";
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

test("A network of driver docker that no host can use is a problem of its option", () => {
  const problems = (network: string, change = {}) =>
    problemsOf(cluster({ driver: "docker", driverOptions: { network }, ...change })).filter((problem) =>
      problem.includes("etwork"),
    );

  expect(problems("10.77.0.5/24")).toEqual([
    'driverOptions.network: "10.77.0.5/24": is an address in a network: write "10.77.0.0/24"',
  ]);
  expect(problems("mine")).toEqual([
    expect.stringMatching(/^driverOptions\.network: "mine": is not a network: .* or "auto"$/),
  ]);
  const nodes = [manager, { name: "node2" }];
  expect(problems("10.77.0.0/30", { nodes })).toEqual([
    expect.stringMatching(
      /^driverOptions\.network "10\.77\.0\.0\/30" has room for 1 hosts, and 2 are wanted/,
    ),
  ]);
  expect(problems("10.99.0.0/24", { swarm: { defaultAddressPools: ["10.99.0.0/16"] } })).toEqual([
    expect.stringMatching(/hosts' network 10\.99\.0\.0\/24; set driverOptions\.network to one outside of it/),
  ]);
  expect(problems("auto")).toEqual([]);
});

test("[one-address] Two generic machines on one host are refused", () => {
  const generic = (name: string, sshPort?: number) => ({
    name,
    role: "manager" as const,
    driver: "generic",
    driverOptions: { ipAddress: "192.0.2.7", ...(sshPort && { sshPort }) },
  });
  const problems = problemsOf(cluster({ nodes: [generic("a"), generic("b"), generic("c", 2222)] }));

  expect(problems).toEqual([
    expect.stringMatching(/^nodes\[1\].*"192\.0\.2\.7:22".*already used by host a/),
    expect.stringMatching(
      /^nodes\[2\]\.driverOptions\.enginePort: 192\.0\.2\.7:2376: is the engine of host a/,
    ),
  ]);
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

/** Nodes of driver generic, the first a manager. */
const generic = (
  ...nodes: (Omit<Partial<NodeArgs>, "driverOptions"> & { ip: string; driverOptions?: object })[]
) =>
  cluster({
    driver: "generic",
    driverOptions: {},
    nodes: nodes.map(({ ip, driverOptions, ...node }, i) => ({
      name: `web${i + 1}`,
      role: i === 0 ? "manager" : "worker",
      ...node,
      driverOptions: { ipAddress: ip, ...driverOptions },
    })),
  });

test.each(["root;id", "-oProxyCommand=x", "a b", "$(id)"])("[ssh-user] sshUser %j is refused", (sshUser) => {
  expect(problemsOf(generic({ ip: "192.0.2.1", driverOptions: { sshUser } }))).toEqual([
    expect.stringMatching(/^nodes\[0\]\.driverOptions\.sshUser: ".*": name of a user expected.*e\.g\. ops/),
  ]);
});

test.each(["root", "ops", "deploy.user", "svc_1", "ops@example.com"])(
  "[ssh-user] sshUser %j is taken",
  (sshUser) => {
    expect(problemsOf(generic({ ip: "192.0.2.1", driverOptions: { sshUser } }))).toEqual([]);
  },
);

test.each([
  [{ subnetSize: 8, defaultAddressPools: ["10.20.0.0/16"] }, "10.20.0.0/16", 17],
  [{ subnetSize: 6 }, "10.0.0.0/8", 9],
])("[subnet-size] %j is refused", (swarm, pool, least) => {
  expect(problemsOf(cluster({ swarm }))).toEqual([
    `swarm.subnetSize: networks of prefix length ${swarm.subnetSize} do not fit into the pool ${pool}; write ${least} to 29`,
  ]);
});

test("[subnet-size] A size that fits every pool is taken", () => {
  expect(problemsOf(cluster({ swarm: { subnetSize: 25, defaultAddressPools: ["10.20.0.0/16"] } }))).toEqual(
    [],
  );
});

test.each([
  ["mgr-01.example.com.", "mgr-01.example.com"],
  ["node1-", "node1"],
  ["a..b", "a.b"],
  ["a.-b", "a.b"],
])("[names] %j is refused, and the right name is told", (name, right) => {
  expect(problemsOf(cluster({ nodes: [{ ...manager, name }] }))).toEqual([
    `nodes[0].name: "${name}": no host name; each part between dots begins and ends with a letter or a digit, e.g. ${right}`,
  ]);
});

test("[one-address] Two hosts with one address, two SSH ports and one engine port are refused", () => {
  const nodes = (port?: number) =>
    generic({ ip: "192.0.2.7" }, { ip: "192.0.2.7", driverOptions: { sshPort: 2222, enginePort: port } });

  expect(problemsOf(nodes())).toEqual([
    "nodes[1].driverOptions.enginePort: 192.0.2.7:2376: is the engine of host web1; give each an enginePort of its own, " +
      "and an advertiseAddress that the other nodes reach",
  ]);
  expect(problemsOf(nodes(2377))).toEqual([]);
});

test("[one-address] 127.0.0.1 is no address for other nodes", () => {
  const ports = { sshPort: 2222, enginePort: 2377 };
  expect(problemsOf(generic({ ip: "192.0.2.7" }, { ip: "127.0.0.1", driverOptions: ports }))).toEqual([
    expect.stringMatching(
      /^nodes\[1\]\.driverOptions\.ipAddress: "127\.0\.0\.1": .*give the node an advertiseAddress$/,
    ),
  ]);
  expect(
    problemsOf(generic({ ip: "192.0.2.7" }, { ip: "192.0.2.8", advertiseAddress: "127.0.0.1" })),
  ).toEqual([
    expect.stringMatching(/^nodes\[1\]\.advertiseAddress: "127\.0\.0\.1": the other nodes cannot reach it/),
  ]);
  expect(problemsOf(generic({ ip: "127.0.0.1" }))).toEqual([]);
});

test.each(["listenAddress", "advertiseAddress", "dataPathAddress"] as const)(
  "[same-listen] The same %s on two nodes is refused; the same interface is not",
  (key) => {
    const nodes = (address: string) =>
      generic({ ip: "192.0.2.1", [key]: address }, { ip: "192.0.2.2", [key]: address });

    expect(problemsOf(nodes("192.0.2.1"))).toEqual([
      expect.stringMatching(
        `^nodes\\[1\\]\\.${key}: "192.0.2.1": is the address of node web1 already; write an interface`,
      ),
    ]);
    expect(problemsOf(nodes("eth1"))).toEqual([]);
  },
);

test("[same-listen] All addresses of each host are no conflict, and an IPv6 address is one however it is written", () => {
  const nodes = (one: string, two: string) =>
    generic({ ip: "192.0.2.1", listenAddress: one }, { ip: "192.0.2.2", listenAddress: two });

  expect(problemsOf(nodes("0.0.0.0:2377", "0.0.0.0:2377"))).toEqual([]);
  expect(problemsOf(nodes("[::]:2377", "[::]:2377"))).toEqual([]);
  expect(problemsOf(nodes("fd00::1", "[fd00::1]:2377"))).toHaveLength(1);
});

test("[overlay-pool] Hosts at the start of SwarmKit's own pool are warned of, with a free one", () => {
  const hosts = generic({ ip: "10.0.0.11" }, { ip: "10.0.0.12" });

  expect(checkCluster(hosts)).toMatchObject({
    problems: [],
    advice: [
      'swarm.defaultAddressPools: "10.0.0.0/8": overlay networks cut from it can hide hosts that are in it: ' +
        'web1 (10.0.0.11), web2 (10.0.0.12); a new swarm can take a free pool, e.g. ["10.78.0.0/16"]',
    ],
  });
  expect(checkCluster(generic({ ip: "10.200.0.11" }))).toMatchObject({ problems: [], advice: [] });
});

test("[overlay-pool] Hosts in an explicit pool are refused before there is a swarm, and then only told", () => {
  const hosts = { ...generic({ ip: "10.0.0.11" }), swarm: { defaultAddressPools: ["10.0.0.0/16"] } };
  const text = /^swarm\.defaultAddressPools\[0\]: "10\.0\.0\.0\/16": .*web1 \(10\.0\.0\.11\)/;
  const former = new Map([["web1", { name: "web1", driver: "generic", storePath: "s" }]]);

  expect(checkCluster(hosts)).toMatchObject({ problems: [expect.stringMatching(text)], advice: [] });
  expect(checkCluster(hosts, former)).toMatchObject({ problems: [], advice: [expect.stringMatching(text)] });
});

const engine = (change: object) => problemsOf(cluster({ engine: change }));

test.each([
  ["--log-driver=json-file", /write it without dashes: "log-driver=json-file"$/],
  ["log-opt max-size=10m", /write "=" after the option's name: "log-opt=max-size=10m"$/],
  ["cluster-store=consul://x:8500", /classic Swarm and was removed/],
  ["cluster-advertise=eth1:2376", /classic Swarm and was removed/],
  ["live-restore", /cannot be in a swarm; leave it out$/],
  ["live-restore=true", /cannot be in a swarm; leave it out$/],
  ["firewall-backend=nftables", /cannot be in a swarm/],
  ["hosts=tcp://0.0.0.0", /docker-machine sets it itself/],
  ["tlsverify=false", /docker-machine sets it itself/],
  ["label=a=b", /use engine\.labels$/],
  ["storage-driver=overlay2", /use engine\.storageDriver$/],
  ["dns=192.0.2.1 192.0.2.2", /give each on its own/],
])("[engine-options] The option %j is refused", (option, problem) => {
  const path = `engine.options[1]: ${JSON.stringify(option)}: `;
  expect(engine({ options: ["debug", option] })).toEqual([expect.stringMatching(problem)]);
  expect(engine({ options: ["debug", option] })[0]).toContain(path);
});

test.each([
  "default-address-pool=base=10.10.0.0/16,size=24",
  "log-opt=max-size=10m",
  "live-restore=false",
  "ipv6",
])("[engine-options] The option %j is taken", (option) => expect(engine({ options: [option] })).toEqual([]));

test.each([
  [{ "a b": "c" }, /^engine\.labels: "a b=c": the key of a label/],
  [{ "a=b": "c" }, /^engine\.labels: "a=b=c": the key of a label/],
  [{ a: "b c" }, /^engine\.labels: "a=b c": the value of an engine's label/],
])("[engine-options] The engine's labels %j are refused", (labels, problem) => {
  expect(engine({ labels })).toEqual([expect.stringMatching(problem)]);
});

test.each(["aufs", "overlay", "devicemapper"])(
  "[removed-storage] storageDriver %s is refused",
  (storageDriver) => {
    expect(engine({ storageDriver })).toEqual([
      `engine.storageDriver: "${storageDriver}": was removed from Docker Engine, which does not start with it; write "overlay2"`,
    ]);
  },
);

test("[removed-storage] Storage drivers that engines have are taken", () => {
  for (const storageDriver of ["overlay2", "btrfs", "zfs", "vfs"])
    expect(engine({ storageDriver })).toEqual([]);
});

/** A driver that "auto" does not choose on this computer now, but could have chosen before. */
const earlier = resolveDriver("auto") === "virtualbox" ? "local" : "virtualbox";
const formerly = (driver: string, ...names: string[]) =>
  new Map(names.map((name) => [name, { name, driver, storePath: "s" }]));
const driversOf = (args: object, former = formerly(earlier, "node1", "node2")) =>
  checkCluster({ nodes: [manager, { name: "node2" }, { name: "node3" }], ...args }, former).nodes.map(
    ({ merged }) => merged.driver,
  );

test("[auto-stays] Machines keep the driver that auto chose for them, and new ones beside them get it", () => {
  expect(driversOf({})).toEqual([earlier, earlier, earlier]);
  expect(driversOf({ driver: "auto" })).toEqual([earlier, earlier, earlier]);
  expect(driversOf({}, new Map())).toEqual(Array(3).fill(resolveDriver("auto")));
  expect(checkCluster({ nodes: [manager] }, formerly(earlier, "node1")).advice).toEqual([
    `driver: "auto" would choose ${resolveDriver("auto")} on this computer now; the machines that exist keep ${earlier}, ` +
      "and new ones get it too",
  ]);
});

test("[auto-stays] A driver that is named is another one, and a driver that auto never chooses is not kept", () => {
  expect(driversOf({ driver: "generic" })).toEqual(["generic", "generic", "generic"]);
  expect(driversOf({}, formerly("generic", "node1"))).toEqual(Array(3).fill(resolveDriver("auto")));
});

test("[auto-stays] The cluster's driver options belong to the driver that is kept", () => {
  const args = { driverOptions: { noShare: true }, nodes: [manager] };
  const [node] = checkCluster(args, formerly(earlier, "node1")).nodes;
  expect(node.merged).toMatchObject({ driver: earlier, driverOptions: { noShare: true } });
});

/** The machines of driver generic that there were, by name and address. */
const formerGeneric = (hosts: Record<string, string>) =>
  new Map(
    Object.entries(hosts).map(([name, ipAddress]) => [
      name,
      { name, driver: "generic", driverOptions: { ipAddress }, storePath: "s" },
    ]),
  );

test("[renamed-node] A host under a new name is known by its former one, and refused for nothing", () => {
  const former = formerGeneric({ web1: "192.0.2.1", web2: "192.0.2.2" });
  const { problems, nodes } = checkCluster(
    generic({ ip: "192.0.2.1" }, { ip: "192.0.2.2", name: "web-02" }),
    former,
  );

  expect(problems).toEqual([]);
  expect(nodes.map(({ formerName }) => formerName)).toEqual([undefined, "web2"]);
});

test("[renamed-node] A host that is added, or on another SSH port, is nobody's new name", () => {
  const former = formerGeneric({ web1: "192.0.2.1", web2: "192.0.2.2" });
  const ports = { sshPort: 2222, enginePort: 2377 };
  const args = generic({ ip: "192.0.2.1" }, { ip: "192.0.2.2", name: "b", driverOptions: ports });

  expect(checkCluster(args, former).nodes.map(({ formerName }) => formerName)).toEqual([
    undefined,
    undefined,
  ]);
});

test("[swapped-addresses] Two hosts that exchange their addresses are refused, with the way to do it", () => {
  const former = formerGeneric({ web1: "192.0.2.1", web2: "192.0.2.2" });
  const text = (index: number, address: string, other: string, name: string) =>
    `nodes[${index}].driverOptions.ipAddress: "${address}:22": is still the host of machine ${other}, which cannot leave it ` +
    `in the same run: take ${other} out of nodes and run pulumi up, then give ${name} this address and run it again, ` +
    `and then add ${other} with its new address`;

  expect(checkCluster(generic({ ip: "192.0.2.2" }, { ip: "192.0.2.1" }), former).problems).toEqual([
    text(0, "192.0.2.2", "web2", "web1"),
    text(1, "192.0.2.1", "web1", "web2"),
  ]);
});

test("[swapped-addresses] A node that takes over the host of one that goes is refused; one that moves to a free host is not", () => {
  const former = formerGeneric({ web1: "192.0.2.1", web2: "192.0.2.2" });

  expect(checkCluster(generic({ ip: "192.0.2.2" }), former).problems).toEqual([
    expect.stringMatching(/^nodes\[0\].*host of machine web2, .*give web1 this address and run it again$/),
  ]);
  expect(checkCluster(generic({ ip: "192.0.2.1" }, { ip: "192.0.2.3" }), former).problems).toEqual([]);
  expect(checkCluster(generic({ ip: "192.0.2.1" }, { ip: "192.0.2.2" }), former).problems).toEqual([]);
});

test("[other-computer] The SSH key of a machine that is there is not looked for: another computer has its own store", () => {
  const node = { name: "m1", role: "manager", driver: "generic" } as const;
  const driverOptions = { ipAddress: "192.0.2.1", sshKey: "no-such-file" };
  const former = new Map([
    ["m1", { name: "m1", driver: "generic", driverOptions, storePath: "no-such-store" }],
  ]);
  const check = (options: typeof driverOptions) =>
    checkCluster({ nodes: [{ ...node, driverOptions: options }] }, former).problems;

  expect(check(driverOptions)).toEqual([]);
  expect(check({ ...driverOptions, sshKey: "another" })).toEqual([expect.stringContaining("file not found")]);
});
