import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (file: string) =>
  JSON.parse(readFileSync(join(__dirname, "../..", file), "utf8")) as Record<string, unknown>;
const manifest = read("package.json");

test("Pulumi knows that the package has no plugin to download", () => {
  expect(manifest.pulumi).toEqual({ resource: false });
});

test("It is found as a Pulumi component package", () => {
  expect(manifest.keywords).toEqual(
    expect.arrayContaining(["pulumi", "kind/component", "category/infrastructure"]),
  );
});

test.each(["two-clusters", "web-service", "roles", "existing-hosts", "drain-managers"])(
  "The example %s depends on this version and on the plugins of the package",
  (name) => {
    const all = { ...(manifest.dependencies as object), "pulumi-docker-machine-swarm": manifest.version };

    expect(all).toMatchObject(read(`examples/${name}/package.json`).dependencies as object);
  },
);
