import { rmSync } from "node:fs";
import { join } from "node:path";
import { missingRules, removeNat } from "../../../components/hosts/local/nat";
import { readNetwork } from "../../../components/hosts/local/network-choice";
import { placeOf } from "../../../components/hosts/local/paths";
import { removeLocalHost } from "../../../components/hosts/local/remove";
import { tracesOf } from "../support/host-traces";
import { managers, workers, type SwarmStage } from "../support/swarm-stage";

/** Machines that were switched off, removed or lost by hand: what a preview shows, and what the next up does about it. */
export const drift = (stage: SwarmStage) =>
  describe("Machines that differ from the state", () => {
    const { stack, machines } = stage;
    const cluster = join(stack.directory, "swarm");
    const nodes = [...managers("node1"), ...workers("node2")];
    const both = [
      ["node1", "Ready", "Active", "Leader"],
      ["node2", "Ready", "Active", ""],
    ];
    const nodeId = () => stage.swarmInfo("node2", "NodeID");

    beforeAll(() => stage.up(nodes));

    test("one that is switched off shows as one change of its node, and up starts it", async () => {
      const before = await nodeId();
      await stage.cut("node2");

      const { steps, text } = await stack.preview();
      expect(steps.map(({ op, urn }) => [op, urn.split("::").pop()])).toEqual([["update", "swarm-node2"]]);
      expect(text).toMatch(/- status *: "stopped"/);

      await stage.up(nodes);
      expect(await stage.nodes("node1")).toEqual(both);
      expect(await nodeId()).toBe(before);
    });

    test("[firewall] rules that a flush took away show as one change, and up adds them again", async () => {
      const place = placeOf(stage.hosts);
      const network = (await readNetwork(place))!;
      // Those of these hosts alone: others may run on this computer.
      await removeNat(place);
      await stack.up();
      expect(await missingRules(place, network)).toBe(0);

      await removeNat(place);
      expect(await stage.look("refresh")).toContain("is unshielded: 4 of the firewall's rules");
      expect(await stage.plan()).toEqual(["SwarmNode swarm-node1 update: status"]);
      await stack.up();
      expect(await missingRules(place, network)).toBe(0);
      await stack.up("--expect-no-changes");
    });

    test("one whose host is gone shows as a node to create, and up makes both anew", async () => {
      const before = await nodeId();
      await removeLocalHost({ name: "node2", directory: join(cluster, "hosts") }, () => undefined);

      expect(await stage.plan()).toEqual(["SwarmNode swarm-node2 create"]);

      await stage.up(nodes);
      expect(await stage.nodes("node1")).toEqual(both);
      expect(await nodeId()).not.toBe(before);
    });

    test("one that was taken out of docker-machine's store comes back as the node it was", async () => {
      const before = await nodeId();
      await machines.run(["rm", "--force", "node2"]);

      expect(await stage.plan()).toEqual(["SwarmNode swarm-node2 create"]);

      await stage.up(nodes);
      expect(await stage.nodes("node1")).toEqual(both);
      expect(await nodeId()).toBe(before);
    });

    test("one of which nothing is known here is an error that says what to do, and doing it helps", async () => {
      await stage.lose("node2");
      rmSync(join(cluster, "machines", "specs", "node2.json"));

      const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);
      expect(code).not.toBe(0);
      expect(output).toMatch(/Nothing is known of machine node2 in .*machines.*pulumi up --replace/s);

      const [, pattern] = /--replace '([^']+)'/.exec(output)!;
      await stack.up("--replace", pattern);
      expect(await stage.nodes("node1")).toEqual(both);
      await stack.up("--expect-no-changes");
    });

    test("one that cannot be made ends with the reason, and leaves nothing in the way", async () => {
      const unreachable = { driver: "generic", driverOptions: { ipAddress: "127.0.0.1", sshPort: 1 } };
      stage.declare([...nodes, { name: "node3", ...unreachable }]);

      const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);
      expect(code).not.toBe(0);
      expect(output).toMatch(/127\.0\.0\.1/);
      await stage.up(nodes);
      await stack.up("--expect-no-changes");
    });

    test("destroy leaves nothing", async () => {
      await stage.cut("node2");
      await stack.destroy();

      expect(tracesOf(join(cluster, "hosts"))).toEqual([]);
    });
  });
