import type { Newcomer } from "./newcomer";

/** An example of its own program, as its page says. */
export const examples = (newcomer: Newcomer) =>
  describe("examples/", () => {
    test("roles: two promotions by one number, and destroy", async () => {
      const installing = "roles: installing it with this package (usually";
      const output = await newcomer.follow("examples/roles/README.md#roles");

      expect(output).toContain("~ 2 updated");
      expect(output.split(installing)).toHaveLength(2);
      await newcomer.type("npm run example -- roles destroy");
    });
  });
