import { diagnosis } from "./several-managers/diagnosis";
import { nodes } from "./several-managers/nodes";
import { quorum } from "./several-managers/quorum";
import { secrets } from "./several-managers/secrets";
import { view } from "./several-managers/view";
import { story, SwarmStage } from "./support/swarm-stage";

// Two or three managers and some workers. The chapters share a stack and its machines, and run in order; each begins with
// an `up` of the nodes it needs.

jest.setTimeout(300_000);

story("A swarm of several managers", () => {
  const stage = new SwarmStage("e2e-several-managers");
  quorum(stage);
  diagnosis(stage);
  secrets(stage);
  view(stage);
  nodes(stage);
});
