import {
  answers,
  dayMs,
  declaredAs,
  exercise,
  hundred,
  node,
  now,
  picture,
  service,
  task,
} from "./support/answers";

const manager = (name: string, more = {}) => node(name, { role: "manager", ...more });

describe("the quorum", () => {
  const quorum = (...reachable: boolean[]) =>
    picture(answers(reachable.map((each, i) => manager(`m${i}`, { reachable: each, leader: i === 0 }))))
      .quorum;

  test.each([
    [[true], "1 manager: none may fail", "notice"],
    [[true, true], "2 managers: none may fail", "notice"],
    [[true, true, true], "3 managers: 1 may fail", "good"],
    [[true, true, false], "3 managers, 2 reachable: no more may fail", "notice"],
    [[true, false, false], "3 managers, 1 reachable: the quorum is lost", "bad"],
    [[true, true, true, true, false], "5 managers, 4 reachable: 1 more may fail", "notice"],
    [[true, true, true, true, true], "5 managers: 2 may fail", "good"],
  ])("of %j: %s", (reachable, text, level) => {
    expect(quorum(...reachable)).toMatchObject({ text, level, leader: "m0" });
  });
});

test("the quorum of an old picture is only what was last seen", () => {
  const all = answers([manager("m1")]);
  expect(
    picture(all, declaredAs(all.nodes), { mode: "old", problem: "nobody answers" }).quorum,
  ).toMatchObject({
    level: "bad",
    text: "no manager answers; last seen: 1 manager: none may fail",
  });
});

describe("nodes", () => {
  test("managers come first, each kind by name, numbers in their order", () => {
    const view = picture(answers([node("node10"), node("node9"), manager("node11")]));
    expect(view.nodes.map(({ name }) => name)).toEqual(["node11", "node9", "node10"]);
  });

  test.each([
    ["down", node("w", { state: "down", availability: "drain" })],
    ["unreachable", manager("m", { reachable: false })],
    ["unknown", node("w", { state: "unknown" })],
    ["changing", node("w", { wantedRole: "manager" })],
    ["drained", node("w", { availability: "drain" })],
    ["paused", node("w", { availability: "pause" })],
    ["ready", node("w")],
  ])("one is %s", (condition, each) => {
    expect(picture(answers([each])).nodes[0].condition).toBe(condition);
  });

  test("a node says what it is, has and runs", () => {
    expect(picture(exercise()).nodes[2]).toMatchObject({
      name: "node3",
      role: "worker",
      address: "10.77.0.13",
      engineVersion: "28.2.2",
      processors: "4 CPUs",
      memory: "8 GiB",
      tasks: [{ service: "web", text: "1 starting", level: "bad" }],
    });
  });

  test("a node that is down says why", () => {
    expect(picture(answers([node("w", { state: "down" })])).nodes[0].detail).toBe("heartbeat failure");
  });

  test("the summary counts what is not ready, the worst first", () => {
    expect(picture(exercise()).summary).toBe("3 nodes, all ready");
    expect(picture(hundred()).summary).toBe("100 nodes, 3 down, 1 unreachable, 4 drained, 3 paused");
  });

  test("labels to group by are those of all nodes", () => {
    expect(picture(hundred()).labels).toEqual(["disk", "zone"]);
  });
});

describe("services", () => {
  test("one says how many of its tasks run, and where", () => {
    expect(picture(exercise()).services).toEqual([
      expect.objectContaining({
        name: "web",
        text: "2 of 3 running",
        level: "notice",
        nodes: ["node1", "node2", "node3"],
      }),
    ]);
  });

  test("a global service wants as many tasks as it has", () => {
    const all = answers([node("w1"), node("w2")], {
      services: [service("agent")],
      tasks: [task("agent", "w1"), task("agent", "w2")],
    });
    expect(picture(all).services[0]).toMatchObject({ text: "2 of 2 running", level: "good" });
  });

  test("tasks that no node is found for wait, with the reason", () => {
    const error = "no suitable node (scheduling constraints not satisfied on 2 nodes)";
    const all = answers([node("w1")], {
      services: [service("db", 1)],
      tasks: [task("db", "", "pending", error)],
    });
    expect(picture(all).services[0]).toMatchObject({
      text: "0 of 1 running",
      waiting: `1 pending: ${error}`,
    });
  });
});

describe("what does not run", () => {
  test("a service tells its last failure while not all of its tasks run", () => {
    const pastTasks = [
      task("web", "w1", "rejected", "No such image: web:1", "2026-11-25T11:00:00Z"),
      task("web", "w2", "failed", "task: non-zero exit (1)", "2026-11-25T11:59:00Z"),
      task("web", "w2", "shutdown", undefined, "2026-11-25T11:59:30Z"),
    ];
    const services = [service("web", 1)];
    const all = answers([node("w1"), node("w2")], {
      services,
      pastTasks,
      tasks: [task("web", "w1", "starting")],
    });
    expect(picture(all).services[0].failure).toBe("failed on w2: task: non-zero exit (1)");
    expect(picture({ ...all, tasks: [task("web", "w1")] }).services[0].failure).toBe("");
  });

  test("a node that is down tells what its engine says", () => {
    const all = answers([node("w1", { state: "down" }), node("w2")], {
      silent: { w1: "is locked", w2: "is fine" },
    });
    expect(picture(all).nodes.map(({ detail }) => detail)).toEqual(["is locked", "runs tasks"]);
  });
});

describe("what differs from the declared state", () => {
  const up = ["npm run pulumi -- up"];
  const [m1, w1] = [manager("m1"), node("w1", { labels: { disk: "hdd", other: "x" } })];

  test("nothing, where all is as declared; labels of others do not count", () => {
    const declared = declaredAs([m1, w1], { w1: { labels: { disk: "hdd" } } });
    expect(picture(answers([m1, w1]), declared).drift).toEqual([]);
  });

  test.each([
    ["is a worker, declared manager", { role: "manager" as const }],
    ["has availability active, declared drain", { availability: "drain" as const }],
    ["has label disk=hdd, declared disk=ssd", { labels: { disk: "ssd" } }],
    ["has no label zone, declared zone=a", { labels: { zone: "a" } }],
  ])("%s", (text, change) => {
    const declared = declaredAs([m1, w1], { w1: change });
    expect(picture(answers([m1, w1]), declared).drift).toEqual([{ node: "w1", text, commands: up }]);
  });

  test("a node that is down, since an update starts it", () => {
    const down = node("w1", { state: "down" });
    expect(picture(answers([m1, down])).drift).toEqual([{ node: "w1", text: "is down", commands: up }]);
  });

  test("a declared node that is missing is among the nodes too", () => {
    const view = picture(answers([m1]), declaredAs([m1, w1]));
    expect(view.drift).toEqual([
      { node: "w1", text: "is declared as a worker, but not in the swarm", commands: up },
    ]);
    expect(view.nodes.map(({ name, condition }) => [name, condition])).toEqual([
      ["m1", "ready"],
      ["w1", "missing"],
    ]);
  });

  test("a node that is not declared, with how to remove it where it is down and does nothing for anybody", () => {
    const m2 = node("m2", { role: "manager", state: "down", reachable: false });
    const all = answers([m1, m2, node("w1", { state: "down" })], { manager: "m1" });
    expect(picture(all, declaredAs([m1])).drift).toEqual([
      {
        node: "m2",
        text: "is in the swarm, but not declared",
        commands: [
          "npm run machine -- ssh m1 docker node demote id-m2",
          "npm run machine -- ssh m1 docker node rm id-m2",
        ],
      },
      {
        node: "w1",
        text: "is in the swarm, but not declared",
        commands: ["npm run machine -- ssh m1 docker node rm id-w1"],
      },
    ]);
  });

  test("one that works is never to be removed by a command: it may be another stack's", () => {
    const all = answers([m1, manager("m2"), w1], { manager: "m1" });
    const text = "is in the swarm, but not declared: declare it, or let it leave the swarm";
    expect(picture(all, declaredAs([m1])).drift).toEqual([
      { node: "m2", text, commands: [] },
      { node: "w1", text, commands: [] },
    ]);
  });

  test("the old self of a node that joined again", () => {
    const old = node("w1", { id: "old", state: "down" });
    expect(picture(answers([m1, w1, old]), declaredAs([m1, w1])).drift).toEqual([
      expect.objectContaining({
        node: "w1",
        text: "is in the swarm a second time: old is not the declared node",
      }),
    ]);
  });

  test("not what an update is just changing: a promotion, a node that joins, one that leaves", () => {
    const declared = declaredAs([m1, w1, node("gone")], {
      m1: { role: "worker", changing: true },
      w1: { nodeId: "", changing: true },
      gone: { changing: true },
    });
    const view = picture(answers([m1, w1]), declared);
    expect(view.drift).toEqual([]);
    expect(view.nodes).toHaveLength(2);
  });

  test("is not guessed where the state is not known", () => {
    const view = picture(answers([m1]), { stack: "dev", nodes: [], problem: "no stack" });
    expect(view).toMatchObject({ drift: [], declaredProblem: "no stack" });
  });
});

describe("certificates", () => {
  const certificate = (what: string, days: number) => ({
    what,
    endsAt: now + days * dayMs,
    command: `renew ${what}`,
  });

  test("those that end within a month are named, the first to end first", () => {
    const certificates = [
      certificate("a", 400),
      certificate("b", 20),
      certificate("c", -2.5),
      certificate("d", 0.5),
    ];
    const view = picture(answers([manager("m1")], { certificates }));
    expect(view.certificates).toEqual([
      { what: "c", text: "ended 2 days ago", level: "bad", command: "renew c" },
      { what: "d", text: "ends within a day", level: "bad", command: "renew d" },
      { what: "b", text: "ends in 20 days", level: "notice", command: "renew b" },
    ]);
    expect(view.certificateSummary).toBe("4 certificates, the first ended 2 days ago");
  });

  test("none is named while all are good for long", () => {
    const view = picture(answers([manager("m1")], { certificates: [certificate("a", 400)] }));
    expect(view).toMatchObject({
      certificates: [],
      certificateSummary: "1 certificate, the first ends in 400 days",
    });
  });
});
