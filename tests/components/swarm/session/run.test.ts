import { Run } from "../../../../components/swarm/session/run";

test("[moved-clone] why a store is refused is said once a run, not by each resource", () => {
  const run = new Run((storePath) => {
    throw new Error(`${storePath} is a copy of another folder: work there`);
  });

  expect(() => run.session("copy", "swarm")).toThrow("copy is a copy of another folder: work there");
  expect(() => run.session("copy", "swarm")).toThrow(/^the machines in copy are left alone, for the reason/);
  expect(() => run.fleet("other")).toThrow("other is a copy of another folder: work there");
});
