import { eventually } from "../support/eventually";
import { allReady, exercise, look, nodes, type DockerStage } from "./stage";

const threeManagers = nodes({ node1: "manager", node2: "manager", node3: "manager" });

/** What people expect of docker-machine machines and of the docker client. */
export const habits = ({ stack, cluster }: DockerStage) =>
  describe("Habits", () => {
    const contexts = () => stack.run("docker", "context", "ls", "--quiet").stdout.trim().split("\n").sort();

    test("The docker context reaches the swarm through the published port, and goes when it is not declared", async () => {
      const before = contexts();
      stack.configure({ dockerContext: "docker-hosts" });
      await stack.up();

      const list = ["node", "ls", "--format", "{{.Hostname}}"];
      const { stdout } = stack.run("docker", "--context", "docker-hosts", ...list);
      expect(stdout).toBe("node1\nnode2\nnode3\n");
      await stack.up("--expect-no-changes");

      stack.configure({ dockerContext: undefined });
      await stack.up();
      expect(contexts()).toEqual(before);
    });

    test("All machines are replaced one after the other in one up, and the swarm stays", async () => {
      stack.configure(threeManagers);
      await stack.up();
      const [swarm, containers, ids] = [await stack.output("swarmId"), all("container"), all("id")];
      stack.configure({ engine: { labels: { rack: "b" } } });

      const { steps } = await stack.preview();
      const kinds = steps.filter(({ op }) => op === "replace").map(({ urn }) => urn.split("::").pop());
      expect(kinds.sort()).toEqual(
        ["node1", "node2", "node3"].flatMap((name) => [
          `swarm-${name}`,
          `swarm-${name}-keys`,
          `swarm-${name}-machine`,
        ]),
      );
      await stack.up();

      expect(await stack.output("swarmId")).toBe(swarm);
      expect(all("id").filter((id) => ids.includes(id))).toEqual([]);
      // The host under a machine stays, as the computer under a generic one does.
      expect(all("container")).toEqual(containers);
      expect(cluster.table("node1").map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(
        ["node1", "node2", "node3"].map((name) => `${name} Ready`),
      );
      expect(cluster.inside("node2", "docker", "info", "--format", "{{json .Labels}}")).toContain("rack=b");
      await stack.up("--expect-no-changes");

      stack.configure(exercise);
      await stack.up();
      expect(cluster.table("node1")).toEqual(allReady);
      // A power cut before that would bring the former manager back as one, which SwarmKit cannot undo.
      for (const name of ["node2", "node3"])
        await eventually(() => look(() => cluster.certificateRole(name)), "swarm-worker");
    });

    function all(what: "container" | "id"): string[] {
      return ["node1", "node2", "node3"].map((name) => cluster[what](name));
    }
  });
