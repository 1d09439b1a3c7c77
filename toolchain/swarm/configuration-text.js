"use strict";
// The configuration of a swarm as a text for Pulumi.STACK.yaml.

/**
 * @param {import("../../components/swarm/describe").Description} description
 * @param {{from: string, swarmId: string, machines?: import("./source.js").Machines}} origin what was asked, the swarm it is
 * in, and the nodes' machines
 * @returns {string}
 */
function configurationText({ nodes, addresses, swarm, remarks }, { from, swarmId, machines }) {
  const { Document, isMap, isSeq } = require("yaml");
  const all = nodes.map((node) => ({ ...node, ...machines?.configuration(node.name) }));
  const store = machines?.store && { "swarm:storePath": machines.store };
  const document = new Document({ config: { ...store, "swarm:nodes": all, "swarm:swarm": swarm } });
  const list = document.getIn(["config", "swarm:nodes"], true);
  if (isSeq(list))
    list.items.forEach((item, index) => {
      if (isMap(item)) item.commentBefore = ` ${addresses[index]}`;
    });
  const lines = [`The swarm ${swarmId}, as ${from} describes it`, ...remarks];
  document.commentBefore = lines.map((line) => ` ${line}`).join("\n");
  return document.toString({ lineWidth: 0 });
}

module.exports = { configurationText };
