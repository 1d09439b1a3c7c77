import { driverOf } from "../machine/drivers";
import type { MachineSpec } from "../machine/spec";
import { locationOf, type Candidate } from "./address-check";
import type { FormerMachines } from "./machine-args";

/**
 * Machines that only get another name: the host of one that is no longer declared, under a name that was none so far.
 * @returns the former name of each by its new name
 */
export function renames(
  candidates: readonly Candidate[],
  former: FormerMachines,
): ReadonlyMap<string, string> {
  const declared = new Set(candidates.map(({ node }) => node.name));
  return new Map(
    candidates.flatMap((candidate): [string, string][] => {
      const { name } = candidate.node;
      const others = former.has(name) ? [] : formerAt(candidate, former);
      const old = others.find((other) => !declared.has(other.name));
      return old ? [[name, old.name]] : [];
    }),
  );
}

/** Machines that are to be on the host of another one, which would still be there when they come. */
export function moveProblems(candidates: readonly Candidate[], former: FormerMachines): string[] {
  const renamed = renames(candidates, former);
  const placeOf = (name: string) => {
    const other = candidates.find(({ node }) => node.name === name);
    return other && hostText(other);
  };
  return candidates.flatMap((candidate) => {
    const { node, path } = candidate;
    const here = hostText(candidate);
    const moves = formerAt(candidate, former).filter(
      ({ name }) => name !== node.name && placeOf(name) !== here && renamed.get(node.name) !== name,
    );
    const stays = formerAt(candidate, former).some(({ name }) => name === node.name);
    if (stays || moves.length === 0) return [];
    const { name } = moves[0]!;
    const back = placeOf(name) ? `, and then add ${name} with its new address` : "";
    return [
      `${path}.driverOptions.ipAddress: "${here}": is still the host of machine ${name}, which cannot leave it in the ` +
        `same run: take ${name} out of nodes and run pulumi up, then give ${node.name} this address and run it again${back}`,
    ];
  });
}

/** The former machines on a candidate's host. */
function formerAt(candidate: Candidate, former: FormerMachines): MachineSpec[] {
  const here = hostText(candidate);
  if (here === undefined) return [];
  return [...former.values()].filter(({ driver, driverOptions = {} }) => {
    const location = driverOf(driver).location(driverOptions);
    return location !== undefined && `${location.address}:${location.sshPort}` === here;
  });
}

function hostText(candidate: Candidate): string | undefined {
  const location = locationOf(candidate);
  return location && `${location.address}:${location.sshPort}`;
}
