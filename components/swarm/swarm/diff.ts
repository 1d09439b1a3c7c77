import { changedKeys, type Change } from "../change";
import { initOnlyKeys, settingKeys, type SwarmInputs, type SwarmState } from "./state";

/**
 * What a change of a swarm's inputs means. The machine it was initialised on means nothing any more: any manager
 * will do. A setting that is taken out of the program stays as it is on the swarm.
 *
 * A replacement is created before the old swarm is deleted: only so can create refuse it before anything is touched.
 */
export function diffSwarm(olds: SwarmState, news: SwarmInputs): Change {
  const stated = initOnlyKeys.filter(
    (key) => news[key] !== undefined && olds.initSettings?.[key] !== undefined,
  );
  const because = changedKeys<SwarmInputs>(olds.initSettings, news, stated);
  if (because.length > 0) return { action: "replace", because, deleteFirst: false };
  const inPlace = changedKeys<SwarmInputs>(olds, news, [
    ...settingKeys,
    ...initOnlyKeys,
    "cluster",
    "storePath",
  ]);
  return { action: inPlace.length > 0 ? "update" : "none" };
}
