"use strict";
// Where the description of a swarm comes from: the stack's machines, an engine, or a context of the docker client.
const { UserError } = require("../../lib/command.js");
const { run } = require("../../lib/run.js");
const { which } = require("../../lib/which.js");
const { selectedStack } = require("../pulumi/selected-stack.js");

/**
 * What a manager says.
 * @typedef {object} Answers
 * @property {import("../../components/engine/types").Swarm} swarm
 * @property {import("../../components/engine/types").Node[]} nodes
 * @property {string} from who said it
 * @property {Machines} [machines] the machines that the nodes are on, where they are in a store
 */

/**
 * Machines of a store.
 * @typedef {object} Machines
 * @property {string | undefined} store the store, where it is not the stack's own
 * @property {(name: string) => object} configuration how a node's machine is declared; nothing for one not in the store
 */

/** @typedef {(name: string) => any} Load load.js */

/**
 * Asks the engines of the selected stack's machines, all at once; the first manager by name counts.
 * @param {Load} load
 * @returns {Promise<Answers>}
 * @throws UserError where none of them is a manager that answers
 */
async function fromStack(load) {
  const { store, name } = await selectedStack();
  const fleet = load("swarm/session/fleet").storeFleet(store);
  /** @type {string[]} */
  const machines = fleet.machines();
  if (machines.length === 0)
    throw new UserError(
      `The stack ${name} has no machines in ${store}. Name the swarm with --context or --host; add --help for how.`,
    );
  const asked = machines.map(async (machine) => readThrough(fleet.engine(machine), machine));
  const results = await Promise.allSettled(asked);
  const [first] = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const { recallSpec } = load("machine/store/notes");
  if (first)
    return { ...first, machines: machinesOf(fleet, (machine) => recallSpec(store, machine)?.driver) };
  const said = results.map((result, index) =>
    result.status === "rejected" ? `\n  ${machines[index]}: ${result.reason.message}` : "",
  );
  throw new UserError(`No machine of the stack ${name} is a manager that answers:${said.join("")}`);
}

/**
 * @param {import("../../components/swarm/session/fleet").Fleet} fleet
 * @param {(name: string) => string | undefined} declaredDriver the driver in a machine's notes, where it has any
 * @returns {Machines}
 */
function machinesOf(fleet, declaredDriver) {
  return {
    store: process.env.MACHINE_STORAGE_PATH,
    configuration: (name) => {
      const machine = fleet.machine(name);
      if (!machine?.driver) return {};
      const driver = declaredDriver(name) ?? machine.driver;
      const url = `tcp://${machine.address}:${machine.enginePort}`;
      return driver === "none" ? { driver, driverOptions: { url } } : { driver };
    },
  };
}

/**
 * @param {string} host "tcp://ADDRESS:PORT"
 * @param {string} tlsPath folder with ca.pem, cert.pem and key.pem
 * @param {Load} load
 * @returns {Promise<Answers>}
 * @throws UserError
 */
async function fromHost(host, tlsPath, load) {
  const [, six, four, port = "2376"] =
    /^(?:tcp|https):\/\/(?:\[([^\]]+)\]|([^:/[]+))(?::(\d+))?\/?$/.exec(host) ?? [];
  const address = six ?? four;
  if (!address)
    throw new UserError(`--host ${host}: tcp://ADDRESS:PORT expected, such as tcp://192.0.2.10:2376`);
  try {
    return await readThrough(
      load("engine/client").connect({ address, port: Number(port), certPath: tlsPath }),
      host,
    );
  } catch (error) {
    throw new UserError(`${host} cannot be read: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {import("../../components/engine/client").Engine} engine
 * @param {string} from
 * @returns {Promise<Answers>}
 */
async function readThrough(engine, from) {
  const [swarm, nodes] = await Promise.all([engine.swarmInspect(), engine.nodes()]);
  return { swarm, nodes, from };
}

/**
 * Asks by the docker client, which knows every kind of endpoint: TLS, SSH, a socket.
 * @param {string} context
 * @returns {Promise<Answers>}
 * @throws UserError where there is no client or no such context, and where it leads to no manager
 */
async function fromContext(context) {
  const file = which(["docker"]);
  if (!file)
    throw new UserError("--context needs the docker client, which is not on PATH; --host works without it.");
  /** @param {string[]} args */
  const docker = async (...args) => {
    const { code, stdout, output } = await run(file, ["--context", context, ...args], { timeoutSeconds: 60 });
    if (code === 0) return stdout;
    if (/context not found/.test(output))
      throw new UserError(
        `There is no docker context ${JSON.stringify(context)}; docker context ls lists those there are.`,
      );
    throw new UserError(`docker --context ${context} ${args.join(" ")} failed: ${output.trim()}`);
  };
  const { Swarm: info } = JSON.parse(await docker("info", "--format", "{{json .}}"));
  if (!info?.ControlAvailable || !info.Cluster?.ID)
    throw new UserError(
      `The engine of the context ${context} is no manager (swarm: ${info?.LocalNodeState ?? "unknown"}): name a context of a manager.`,
    );
  const ids = (await docker("node", "ls", "--quiet")).split(/\s+/).filter(Boolean);
  const nodes = JSON.parse(await docker("node", "inspect", ...ids));
  return { swarm: info.Cluster, nodes, from: `the context ${context}` };
}

module.exports = { fromContext, fromHost, fromStack };
