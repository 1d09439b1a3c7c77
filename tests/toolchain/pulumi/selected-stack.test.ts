import { storeIn } from "../../../toolchain/pulumi/selected-stack";

const resource = (type: string, name: string, storePath: string) => ({
  urn: `urn:pulumi:prod::swarm::swarm:index:SwarmCluster$pulumi-nodejs:dynamic/swarm:${type}::${name}`,
  inputs: { storePath },
});

test("[stack-rename] The store of a renamed stack is the one its state has", () => {
  const resources = [
    resource("Swarm", "other", "other/machines"),
    resource("SwarmNode", "swarm", "no/swarm"),
    resource("Swarm", "swarm", ".state/dev/swarm/machines"),
  ];
  expect(storeIn({ deployment: { resources } })).toBe(".state/dev/swarm/machines");
  expect(storeIn({ deployment: { resources: resources.slice(0, 1) } })).toBe("other/machines");
  expect(storeIn({ deployment: {} })).toBeUndefined();
});
