import { adoption } from "./one-manager/adoption";
import { backup } from "./one-manager/backup";
import { drift } from "./one-manager/drift";
import { lostManager } from "./one-manager/lost-manager";
import { replacement } from "./one-manager/replacement";
import { upgrade } from "./one-manager/upgrade";
import { story, SwarmStage } from "./support/swarm-stage";

// One manager and one or two workers. The chapters share a stack and its machines, and run in order; each begins with an
// `up` of the nodes it needs. The last one takes everything down.

jest.setTimeout(300_000);

story("A swarm of one manager", () => {
  const stage = new SwarmStage("e2e-one-manager");
  adoption(stage);
  replacement(stage);
  lostManager(stage);
  backup(stage);
  upgrade(stage);
  drift(stage);
});
