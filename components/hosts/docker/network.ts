import {
  addressAt,
  COMPUTER_INDEX,
  firstNetwork,
  freeNetwork,
  findCollision,
  parseNetwork,
  type Network,
  type TakenNetwork,
} from "../local/address";
import { docker, tryDocker, type EngineChoice } from "./engine";
import { clusterLabels, ownFilter, type Place } from "./place";
import { takenNetworks } from "./taken-networks";

// Another cluster may take the same network between our look and our command.
const TRIES = 5;

/**
 * The network of a cluster in an engine: the one that exists, else a new one.
 * @param wanted undefined where any free one will do
 * @param recorded the network that the folder's hosts have addresses in, where they have some already
 * @throws when the wanted one collides with another, or the cluster is in another one
 */
export async function ensureNetwork(
  engine: EngineChoice,
  place: Place,
  wanted: Network | undefined,
  recorded: Network | undefined,
): Promise<Network> {
  const existing = await readNetwork(engine, place);
  const own = existing ?? recorded;
  if (own && wanted && own.text !== wanted.text)
    throw new Error(
      `The hosts in ${place.directory} are in network ${own.text}, and ${wanted.text} is wanted: ` +
        "remove them first (pulumi destroy), or set the option network back.",
    );
  return existing ?? createNetwork(engine, place, own ?? wanted);
}

/** The cluster's network in an engine; undefined where there is none. */
export async function readNetwork(engine: EngineChoice, place: Place): Promise<Network | undefined> {
  const ids = await networkIds(engine, place);
  if (ids.length === 0) return undefined;
  const { stdout } = await docker(engine, ["network", "inspect", ids[0]!]);
  const [{ IPAM }] = JSON.parse(stdout) as [{ IPAM: { Config: { Subnet: string }[] } }];
  return parseNetwork(IPAM.Config[0]!.Subnet);
}

/** The ids of all networks of a cluster in an engine. */
export async function networkIds(engine: EngineChoice, place: Place): Promise<string[]> {
  const { stdout } = await docker(engine, ["network", "ls", "--quiet", ...ownFilter(place)]);
  return stdout.split(/\s+/).filter(Boolean);
}

/** Arguments that create a cluster's network. */
export function networkArguments(place: Place, network: Network): string[] {
  const range = ["--subnet", network.text, "--gateway", addressAt(network, COMPUTER_INDEX)];
  return ["network", "create", "--driver", "bridge", ...range, ...clusterLabels(place), place.network];
}

async function createNetwork(
  engine: EngineChoice,
  place: Place,
  wanted: Network | undefined,
): Promise<Network> {
  const refused: TakenNetwork[] = [];
  for (let attempt = 1; ; attempt++) {
    const taken = [...(await takenNetworks(engine)), ...refused];
    const network = wanted ?? chooseNetwork(taken);
    const collision = findCollision(network, taken);
    if (collision) throw collisionError(network, `${collision.text} on ${collision.device}`, taken);
    const result = await tryDocker(engine, networkArguments(place, network));
    if (result.code === 0) return network;
    const isOverlap = /overlap/i.test(result.stderr);
    if (!isOverlap || wanted || attempt === TRIES)
      throw isOverlap
        ? collisionError(network, "another network of the engine", taken)
        : new Error(`The network of the hosts cannot be created: ${result.stderr.trim()}`);
    refused.push({ text: network.text, device: "the engine" });
  }
}

/**
 * The first network that collides with nothing.
 * @throws when all private ones are taken
 */
export function chooseNetwork(taken: readonly TakenNetwork[]): Network {
  const free = freeNetwork(firstNetwork, taken);
  if (free) return parseNetwork(free);
  throw new Error(
    "This computer and its Docker Engine use all private networks, so none is free for hosts: " +
      `set the driver option network to one that may be used, for example "${firstNetwork.text}".`,
  );
}

function collisionError(network: Network, other: string, taken: readonly TakenNetwork[]): Error {
  const free = freeNetwork(network, taken);
  return new Error(
    `The network ${network.text} for hosts collides with ${other}: set the driver option network to "auto", ` +
      `or to a free one${free ? `, for example "${free}"` : ""}.`,
  );
}
