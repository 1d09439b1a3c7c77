import { busyboxImage, idleService, importBusybox, webService } from "../support/busybox";
import { eventually } from "../support/eventually";
import { managers, type SwarmStage } from "../support/swarm-stage";

/** Settings, labels and availability, and managers that take over from others. */
export const nodes = (stage: SwarmStage) =>
  describe("Nodes and settings of a swarm", () => {
    const { stack, machines } = stage;
    const founders = managers("m1", "m2", "m3");
    const w1 = { name: "w1", labels: { disk: "hdd" } };

    /** The nodes on which a service ever had a task, also one that never ran. */
    async function everOn(service: string): Promise<string[]> {
      const nodes = await stage.docker("m1", "service", "ps", "--format", "{{.Node}}", service);
      return [...new Set(nodes.split("\n").filter(Boolean))].sort();
    }

    test("a preview of new settings, labels or availability names just these", async () => {
      await stage.up([...founders, w1]);
      const change = async (nodes: object, swarm?: object) => {
        stage.declare([...founders, { ...w1, ...nodes }], swarm);
        return stage.plan();
      };

      expect(await change({}, { taskHistoryRetentionLimit: 3, nodeCertExpiry: "72h" })).toEqual([
        "Swarm swarm update: nodeCertExpiry, taskHistoryRetentionLimit",
      ]);
      expect(await change({ labels: { disk: "ssd" } })).toEqual(["SwarmNode swarm-w1 update: labels"]);
      expect(await change({ availability: "drain" })).toEqual(["SwarmNode swarm-w1 update: availability"]);
      expect(await change({}, { rotateManagerToken: "first" })).toEqual([
        "JoinTokens swarm-tokens update: rotateManager",
      ]);
    });

    test("settings that only an init can make are a replacement, refused while nodes would be lost", async () => {
      stage.declare([...founders, w1], { dataPathPort: 7789 });
      expect((await stage.plan()).filter((step) => step.startsWith("Swarm "))).toContainEqual(
        expect.stringMatching(/^Swarm swarm .*replace/),
      );

      await expect(stack.up()).rejects.toThrow(
        /would have to be replaced \(dataPathPort is 4789, not 7789\).*3 other nodes. Nothing was changed. Set the swarm's allowReplace/,
      );

      expect(await stage.nodes("m1")).toHaveLength(4);
    });

    test("labels and settings changed by hand are seen and put back; foreign labels stay", async () => {
      await stage.up([...founders, w1], { taskHistoryRetentionLimit: 3 });
      await stage.docker("m1", "node", "update", "--label-add", "disk=none", "--label-add", "zone=a", "w1");
      await stage.docker("m1", "node", "update", "--availability", "pause", "w1");
      await stage.docker("m1", "swarm", "update", "--task-history-limit", "9");

      expect(await stage.plan()).toEqual([
        "Swarm swarm update: taskHistoryRetentionLimit",
        "SwarmNode swarm-w1 update: availability, labels",
      ]);
      await stack.up();

      const spec = JSON.parse(
        await stage.docker("m1", "node", "inspect", "--format", "{{json .Spec}}", "w1"),
      );
      expect(spec).toMatchObject({ Availability: "active", Labels: { disk: "hdd", zone: "a" } });
      await stack.up("--expect-no-changes");
    });

    test("a node that joins gets no task before its labels and availability hold", async () => {
      const globally = (name: string, ...args: string[]) =>
        idleService(machines, "m1", "--name", name, "--mode", "global", ...args);
      await globally("ssd", "--constraint", "node.labels.disk==ssd");
      await globally("not-ssd", "--constraint", "node.labels.disk!=ssd");

      await stage.up(
        [
          ...founders,
          w1,
          { name: "w2", labels: { disk: "ssd" } },
          { name: "w3", labels: { disk: "ssd" }, availability: "drain" },
        ],
        { taskHistoryRetentionLimit: 3 },
      );

      await eventually(() => everOn("ssd"), ["w2"]);
      expect(await everOn("not-ssd")).toEqual(["m1", "m2", "m3", "w1"]);
      await stage.docker("m1", "service", "rm", "ssd", "not-ssd");
    });

    test("three managers give way to three others in one up, and swarm and service stay", async () => {
      // With a heartbeat of one second a worker that looks for the new leader may count as down, and its tasks start again.
      const settings = { taskHistoryRetentionLimit: 3, dispatcherHeartbeat: "5s" };
      await stage.up([...founders, w1], settings);
      await importBusybox(machines, "w1");
      await webService(machines, "m1", "--name", "web", "--constraint", "node.role==worker");
      const poll = new Poll(`http://${await machines.run(["ip", "w1"])}:8080/`);
      await eventually(() => poll.ask(), "here\n");
      const id = await stack.output("swarmId");

      const answers = poll.during(() => stage.up([...managers("m4", "m5", "m6"), w1], settings));

      expect(new Set(await answers)).toEqual(new Set(["here\n"]));
      expect((await answers).length).toBeGreaterThan(20);
      await eventually(
        () => stage.standing("m4"),
        [
          ["m4", "Ready", "Active", "Reachable"],
          ["m5", "Ready", "Active", "Reachable"],
          ["m6", "Ready", "Active", "Reachable"],
          ["w1", "Ready", "Active", ""],
        ],
      );
      expect(await stack.output("swarmId")).toBe(id);
      expect(
        await stage.docker("m4", "service", "ls", "--format", "{{.Name}} {{.Replicas}} {{.Image}}"),
      ).toBe(`web 1/1 ${busyboxImage}`);
      await stack.up("--expect-no-changes");
    });

    test("a worker that joined through managers that are gone becomes a manager all the same, and steps down", async () => {
      const promoted = { ...w1, role: "manager" as const };
      await stage.up([...managers("m4", "m5"), promoted], { taskHistoryRetentionLimit: 3 });

      const line = async () => (await stage.standing("m4")).filter(([name]) => name === "w1");
      await eventually(line, [["w1", "Ready", "Active", "Reachable"]]);
      await stack.up("--expect-no-changes");

      await stage.up([...managers("m4", "m5"), w1], { taskHistoryRetentionLimit: 3 });
      expect(await stage.nodes("m4")).toContainEqual(["w1", "Ready", "Active", ""]);
      await stack.up("--expect-no-changes");
    });
  });

/** Asks a web server again and again. */
class Poll {
  constructor(private readonly url: string) {}

  /** What it answers, or why it does not. */
  ask(): Promise<string> {
    const signal = AbortSignal.timeout(3000);
    return fetch(this.url, { signal }).then(
      (response) => response.text(),
      (error: Error) => error.message,
    );
  }

  /** All its answers, four a second, while something else is done. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    const answers: string[] = [];
    let done = false;
    const worked = work().finally(() => (done = true));
    while (!done) {
      answers.push(await this.ask());
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await worked;
    return answers;
  }
}
