import { elapse, seconds } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

// Virtual time for 30 nodes takes real seconds on a busy computer.
jest.setTimeout(30_000);

const lines = useVirtualTime();
const names = ["node1", "node2", "node3"];

/** Three managers, and what a run asks that knows nothing of them yet. */
async function three() {
  const s = stage(...names);
  const up = await s.up({
    node1: "manager",
    node2: "manager",
    node3: "manager",
  });
  const raft = s.world.host("node1").membership!.swarm;
  /** The leader's engine stops, and the others elect another after so many seconds. */
  const freezeLeader = (electionSeconds: number) => {
    s.world.host("node1").freeze();
    raft.hasLeader = () => false;
    setTimeout(() => delete (raft as { hasLeader?: unknown }).hasLeader, electionSeconds * 1000);
  };
  const read = (name: string) => elapse(s.node.read(up.nodes[name].nodeId, up.nodes[name]));
  const output = () => lines.join("\n");
  return {
    ...s,
    ...up,
    raft,
    freezeLeader,
    read,
    output,
    session: s.run.session(".store", up.swarmId),
  };
}

test("[election] an election is waited for, and is not a lost quorum", async () => {
  const s = await three();
  s.freezeLeader(15);

  const results = await Promise.all(names.map((name) => s.read(name)));

  expect(results.map(({ props }) => props?.status)).toEqual(["down", "ready", "ready"]);
  expect(results.map(({ inputs }) => inputs?.status)).toEqual(["down", undefined, undefined]);
  expect(lines.filter((line) => /node3\): waiting for its managers to elect one/.test(line))).toHaveLength(1);
  expect(s.output()).not.toMatch(/lost its quorum|recover|--replace/);
});

test("[election] a leader that never comes is told as such while a majority answers, and no recovery is advised", async () => {
  const s = await three();
  s.freezeLeader(1000);

  const error = await elapse(s.session.manager().catch((reason: Error) => reason));

  expect(error).toMatchObject({
    message: expect.stringContaining("2 of its 3 managers answer and elect no leader"),
  });
  expect((error as Error).message).not.toMatch(/lost its quorum|recover|--replace/);
});

test("[election] fewer than half of the managers is a lost quorum, and is said at once", async () => {
  const s = await three();
  s.world.host("node2").cut();
  s.world.host("node3").cut();
  const start = Date.now();

  await expect(elapse(s.session.manager())).rejects.toThrow(
    /lost its quorum: bring managers back.* \(1 of 3 answer\); .*set the swarm's `recover`/,
  );

  expect((Date.now() - start) / 1000).toBeLessThan(10);
});

test("[election] recover is not done while an election is under way", async () => {
  const s = await three();
  s.freezeLeader(12);
  const inputs = s.swarmInputs({ recover: { manager: "node2", trigger: "1" } });

  await elapse(s.swarm.update(s.swarmId, s.state, inputs));

  expect(s.output()).toMatch(/nothing to recover/);
  expect(s.raft.members()).toHaveLength(3);
});

test("[slow-engine] managers that take 4 s for their information are slow, not lost, and it is said once", async () => {
  const s = await three();
  for (const host of s.world.hosts.values()) host.infoMs = 4000;

  for (const name of names) expect((await s.read(name)).props?.status).toBe("ready");
  const wanted = s.nodeInputs(s.swarmId, "node2", {
    role: "manager",
    labels: { disk: "ssd" },
  });
  const { outs } = await elapse(s.node.update(s.nodes.node2.nodeId, s.nodes.node2, wanted));

  expect(outs).toMatchObject({ labels: { disk: "ssd" }, status: "ready" });
  expect(lines.filter((line) => /its managers are slow/.test(line))).toHaveLength(1);
  expect(s.output()).not.toMatch(/lost its quorum|recover|--replace/);
});

test("[frozen-engine] an engine that hangs is told from one that is off", async () => {
  const s = await three();
  for (const host of s.world.hosts.values()) host.freeze();

  const error = await elapse(s.session.manager().catch((reason: Error) => reason));

  expect((error as Error).message).toMatch(
    /node1 accepts connections, but its Docker Engine hangs.*Restart Docker, or the host, where it hangs/,
  );
  expect((error as Error).message).not.toMatch(/lost its quorum|recover|--replace/);
});

describe("[said-once] of a swarm of 30 nodes that does not answer", () => {
  const many = Array.from({ length: 30 }, (_, i) => `node${i + 1}`);

  async function silent() {
    const s = stage(...many);
    const up = await s.up(Object.fromEntries(many.map((name, i) => [name, i < 3 ? "manager" : "worker"])));
    for (const host of s.world.hosts.values()) host.cut();
    lines.length = 0;
    return { ...s, ...up };
  }
  const long = /no manager of swarm \S+ answers: node1/;

  test("a refresh says why once, and of each node one short line", async () => {
    const s = await silent();

    await elapse(
      Promise.all([
        ...many.map((name) => s.node.read(s.nodes[name].nodeId, s.nodes[name])),
        s.swarm.read(s.swarmId, s.state),
      ]),
    );

    expect(lines.filter((line) => long.test(line))).toHaveLength(1);
    for (const name of many) {
      const own = lines.filter((line) => line.startsWith(`[${name}]`));
      expect([name, own.length, own.every((line) => line.length < 160)]).toEqual([name, 1, true]);
    }
  });

  test("of all errors of an update the first has the whole story, and the others point to it", async () => {
    const s = await silent();
    await seconds(1);
    s.world.fleet.ensureMachine = () => Promise.resolve();
    for (const host of s.world.hosts.values()) {
      host.on = true;
      host.membership!.control = false;
    }
    const update = (name: string) =>
      s.node
        .update(s.nodes[name].nodeId, s.nodes[name], s.nodeInputs(s.swarmId, name, { labels: { a: "b" } }))
        .then(
          () => "",
          (error: Error) => error.message,
        );

    const errors = await elapse(Promise.all(many.map(update)));

    expect(errors.filter((text) => long.test(text))).toHaveLength(1);
    const others = errors.filter((text) => !long.test(text));
    expect(others).toHaveLength(29);
    for (const text of others) {
      expect(text).toContain(`see the message of swarm ${s.swarmId} above`);
      expect(text.length).toBeLessThan(250);
    }
  });
});
