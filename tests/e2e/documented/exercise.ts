import { existsSync } from "node:fs";
import { join } from "node:path";
import { tableCommandsOf } from "../../support/documented";
import type { Newcomer } from "./newcomer";

/** The right column of docs/exercise.md, row by row, and the docker context. */
export const exercise = (newcomer: Newcomer) =>
  describe("docs/exercise.md", () => {
    const commands = tableCommandsOf("docs/exercise.md");
    const roles = async () => {
      const { nodes } = JSON.parse(await newcomer.type("npm run -s nodes -- --json")) as {
        nodes: { name: string; role: string }[];
      };
      return nodes.map(({ name, role }) => `${name} ${role}`);
    };
    /** Types the rows up to the next one that holds the text, that one included. */
    async function upTo(text: string): Promise<string[]> {
      const end = commands.findIndex((command) => command.includes(text)) + 1;
      expect(end).toBeGreaterThan(0);
      const outputs: string[] = [];
      for (const command of commands.splice(0, end)) outputs.push(await newcomer.type(command));
      return outputs;
    }

    beforeAll(() => newcomer.startOver());

    test("three hosts, one swarm, its nodes and tokens", async () => {
      await upTo("npm start");
      const [table] = await upTo("machine -- ls");
      expect(table).toMatch(/^node1 .*\nnode2 .*\nnode3 /m);

      const said = (await upTo("docker node inspect")).join("");

      expect(said).toMatch(/SWMTKN-1-/);
      expect(said.trim()).toMatch(/\d+\.\d+\.\d+\.\d+$/);
      expect(await roles()).toEqual(["node1 manager", "node2 worker", "node3 worker"]);
    });

    test("node2 is promoted, and demoted again", async () => {
      await upTo("manager");
      expect(await newcomer.type("npm run -s nodes")).toContain(
        "node2 is a manager in Pulumi.dev.yaml, not applied yet",
      );
      await upTo("up");
      expect(await roles()).toEqual(["node1 manager", "node2 manager", "node3 worker"]);

      await upTo("worker");
      await upTo("up");

      expect(await roles()).toEqual(["node1 manager", "node2 worker", "node3 worker"]);
    });

    test("the docker client of one's own computer reaches the swarm by a context", async () => {
      await newcomer.importNginx("node1", "node2", "node3");

      await newcomer.follow("docs/drivers.md#a-docker-context");
    });

    test("node3 leaves, then everything goes", async () => {
      newcomer.edit((nodes) => nodes.filter(({ name }) => name !== "node3"));
      await upTo("up");
      expect(await roles()).toEqual(["node1 manager", "node2 worker"]);

      await upTo("destroy");

      expect(existsSync(join(newcomer.clone, ".state", "dev"))).toBe(false);
      expect(commands).toEqual([]);
    });
  });
