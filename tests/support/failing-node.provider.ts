import { EngineError } from "../../components/engine/errors";
import { PartialCreate, reportingFully, type Handlers } from "../../components/swarm/handlers";

const cause = new Error("the certificate has expired");
const call = { status: 0, operation: "POST /nodes/n1/update", address: "10.9.0.1:2376", cause };
const fail = () => Promise.reject(new EngineError("connect ECONNRESET", call));

/** Handlers whose calls to an engine fail; a create has something to keep by then. */
const handlers: Handlers<object, object> = {
  check: async (_olds, news) => ({ inputs: news as object, failures: [] }),
  diff: async () => ({ changes: true }),
  create: () =>
    fail().catch((error: unknown) => Promise.reject(new PartialCreate(error, "n1", { nodeId: "n1" }))),
  read: fail,
  update: fail,
  delete: fail,
};

export default reportingFully(handlers);
