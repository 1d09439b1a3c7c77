import { localHostProblem } from "../../components/hosts/local/requirements";
import { parts } from "./two-computers/parts";
import { removal } from "./two-computers/removal";
import { renewal } from "./two-computers/renewal";
import { rotation } from "./two-computers/rotation";
import { TeamStage } from "./two-computers/stage";
import { turns } from "./two-computers/turns";

// Two people and a CI job: each a clone, a home folder and the backend that they have in common, over hosts that somebody
// has. One story, in order.

jest.setTimeout(600_000);

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);

(problem ? describe.skip : describe)("Two computers", () => {
  const stage = new TeamStage("e2e-two-computers");
  parts(stage);
  turns(stage);
  renewal(stage);
  rotation(stage);
  removal(stage);
});
