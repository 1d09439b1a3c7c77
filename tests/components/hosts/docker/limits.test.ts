import { dockerHosts } from "../../../../components/hosts/docker";
import { updateArguments, type Limits } from "../../../../components/hosts/docker/limits";

const facts = { memoryMb: 8192, cpus: 4 };
const none: Limits = { memory: 0, cpus: 0 };

test.each<[string, Limits, Limits, string[]]>([
  [
    "first ones",
    none,
    { memory: 512, cpus: 1.5 },
    ["--memory", "512m", "--memory-swap", "1024m", "--cpus", "1.5"],
  ],
  ["only other processors", { memory: 512, cpus: 1 }, { memory: 512, cpus: 2 }, ["--cpus", "2"]],
  [
    "none any more",
    { memory: 512, cpus: 1.5 },
    none,
    ["--memory", "8192m", "--memory-swap", "16384m", "--cpus", "4"],
  ],
  ["none, since they were taken away before", { memory: 8192, cpus: 4 }, none, []],
])("limits change in place: %s", (_what, actual, wanted, args) => {
  expect(updateArguments(actual, wanted, facts)).toEqual(args);
});

test("limits are no part of a host's identity; other options are", () => {
  const spec = { name: "node1", directory: "/nowhere", network: "auto" };
  const identity = (options?: object) => dockerHosts.identity({ ...spec, options });
  expect(identity({ memory: 512, cpus: 2 })).toEqual(identity());
  expect(identity({ image: "mine" })).not.toEqual(identity());
});
