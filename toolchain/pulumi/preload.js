"use strict";
// Loaded at the start of every Node process that pulumi starts, by NODE_OPTIONS: see environment.js.
const path = require("node:path");
const { projectFolder } = require("../shared/project.js");

const script = /@pulumi[\\/]pulumi[\\/]cmd[\\/]([\w-]+)/.exec(process.argv[1] ?? "")?.[1];
if (script) require("../../lib/lazy-modules.js");
// It may be started long before it loads a handler, which would see to this.
if (script === "dynamic-provider") require("../../lib/end-with-engine.js").endWithEngine();
if (script === "run" && path.resolve() === path.resolve(projectFolder)) {
  // What Pulumi.yaml asks for as options of its runtime. The last language host that can be built from Go modules does
  // not hear of them from a newer pulumi, and would have a compiler check all types in each run.
  delete process.env.PULUMI_NODEJS_TYPESCRIPT;
  require("../../load.js");
  require("./debugging.js").leaveOutDebugging(process.argv[1]);
  require("./start-handlers.js").startHandlers(process.argv[1]);
}
