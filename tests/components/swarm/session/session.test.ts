import { done, notYet } from "../../../../lib/wait";
import { askOwnEngine } from "../../../../components/swarm/session/fleet";
import type { Manager } from "../../../../components/swarm/session/managers";
import { Run } from "../../../../components/swarm/session/run";
import { elapse, seconds } from "../../../support/elapse";
import { fault } from "../../../support/fake-errors";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";

const lines = useVirtualTime();

// Waits that go on for longer than the 30 s in which a manager must be found: one deadline, that of the wait.
describe("half a minute into a wait", () => {
  async function pair() {
    const s = stage("node1", "node2");
    const up = await s.up({ node1: "manager", node2: "worker" });
    const raft = s.world.host("node1").membership!.swarm;
    await seconds(10);
    /** For so many seconds, that many from now, the managers have no leader. */
    const election = (after: number, lasts: number) => {
      setTimeout(() => (raft.hasLeader = () => false), after * 1000);
      setTimeout(() => delete (raft as { hasLeader?: unknown }).hasLeader, (after + lasts) * 1000);
    };
    /** A promotion by hand that takes 50 s: stalled by a certificate, then dialing a manager that is gone. */
    const promoteSlowly = () => {
      const node = raft.node(up.nodes.node2.nodeId);
      Object.assign(s.world.host("node2"), {
        promotionFault: "can't initialize raft node",
        triesAgain: true,
      });
      node.demotedAt = Date.now();
      raft.updateNode(node.id, node.version, { ...node.spec, Role: "manager" });
    };
    const promote = () =>
      s.node.update(
        up.nodes.node2.nodeId,
        up.nodes.node2,
        s.nodeInputs(up.swarmId, "node2", { role: "manager" }),
      );
    return { ...s, ...up, raft, election, promoteSlowly, promote };
  }

  test("an election is waited out, and the wait goes on", async () => {
    const s = await pair();
    s.promoteSlowly();
    s.election(35, 4);
    const { outs } = await elapse(s.promote());
    expect(outs).toMatchObject({ role: "manager", reachability: "reachable" });
  });

  test("an election does not end the wait for a drain: the node leaves when its task has stopped", async () => {
    const s = await pair();
    s.raft.tasks.push({
      ID: "t1",
      ServiceID: "web",
      NodeID: s.nodes.node2.nodeId,
      DesiredState: "running",
      Status: { State: "running" },
    });
    s.raft.taskStopMs = 45_000;
    s.election(35, 4);
    await elapse(s.node.delete(s.nodes.node2.nodeId, s.nodes.node2));
    expect(lines).toContainEqual(expect.stringMatching(/\[node2\] drained of 1 tasks \(4\d\.\d s\)/));
  });

  test("the node's own engine is named when it stops answering, not a manager", async () => {
    const s = await pair();
    s.promoteSlowly();
    setTimeout(() => s.world.host("node2").cut(), 35_000);
    const error = await elapse(s.promote().catch((reason: Error) => reason));
    expect((error as Error).message).toMatch(
      /^gave up after 90 s waiting for node2 to be a manager.*last seen: the Docker Engine of node2 does not answer: .*EHOSTUNREACH/,
    );
    expect((error as Error).message).not.toMatch(/waiting for a manager/);
  });
});

describe("a session", () => {
  async function three() {
    const s = stage("node1", "node2", "node3");
    const { swarmId } = await s.up({ node1: "manager", node2: "manager", node3: "manager" });
    return { ...s, session: s.run.session(".store", swarmId) };
  }

  test("asks the manager that served the look before, and another once that one is gone", async () => {
    const s = await three();
    const asked: string[] = [];
    const look = async ({ name, engine }: Manager) => {
      await engine.nodes();
      asked.push(name);
      if (asked.length === 3) s.world.host(name).cut();
      return asked.length < 5 ? notYet("not five times yet") : done(undefined);
    };
    [...s.world.hosts.values()].forEach((host) => (host.calls.length = 0));
    await elapse(s.session.until({ what: "five looks", seconds: 60, look }));
    expect(new Set(asked.slice(0, 3)).size).toBe(1);
    expect(asked[3]).not.toBe(asked[0]);
    expect(asked[4]).toBe(asked[3]);
    expect(s.world.host(asked[0]).calls.filter((call) => call === "info")).toHaveLength(1);
  });

  test("ends a wait at once for an error that will not pass, and names a node's own engine in it", async () => {
    const s = await three();
    const refused = () => Promise.reject(fault("wrongKey"));
    const look = () => askOwnEngine(s.world.fleet, "node2", refused);
    const start = Date.now();
    await expect(elapse(s.session.until({ what: "node2", seconds: 60, look }))).rejects.toThrow(
      /^the Docker Engine of node2: .*invalid key$/,
    );
    expect(Date.now() - start).toBeLessThan(1000);
  });

  test("gives up at its deadline with what each machine said when no manager answers", async () => {
    const s = await three();
    [...s.world.hosts.values()].forEach((host) => host.cut());
    await expect(elapse(s.session.ask(({ engine }) => engine.nodes(), { seconds: 5 }))).rejects.toThrow(
      /^gave up after 5 s waiting for a manager of swarm .*last seen: no manager of .* answers: node1 does not answer/,
    );
  });

  test("asks no machine that is excepted, and lets its fleet and memory be shared in one run", async () => {
    const s = await three();
    const { name } = await elapse(s.session.manager());
    expect((await elapse(s.session.manager({ except: name }))).name).not.toBe(name);
    expect(s.run.session(".store", s.session.swarmId)).toBe(s.session);
    const other = s.run.session(".other-store", s.session.swarmId);
    expect(other).not.toBe(s.session);
    expect(other.memory).toBe(s.session.memory);
    expect(new Run(() => s.world.fleet).session(".store", s.session.swarmId).memory).not.toBe(other.memory);
  });
});
