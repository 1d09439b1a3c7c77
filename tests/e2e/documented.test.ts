import { examples } from "./documented/examples";
import { exercise } from "./documented/exercise";
import { Newcomer } from "./documented/newcomer";
import { operations } from "./documented/operations";
import { quickStart } from "./documented/quick-start";
import { which } from "../../lib/which";
import { story } from "./support/swarm-stage";

// The commands that the pages show, typed as they stand there in a clone, by somebody who has read nothing else. The
// chapters run in order.

jest.setTimeout(300_000);

(which("docker") ? story : describe.skip)("What the pages say", () => {
  const newcomer = new Newcomer();
  beforeAll(() => newcomer.arrive());
  quickStart(newcomer);
  operations(newcomer);
  exercise(newcomer);
  examples(newcomer);
  afterAll(() => newcomer.leave());
});
