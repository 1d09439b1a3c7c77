import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { replaceFile } from "../../../lib/atomic-write";
import { nodeNotesFile, notesFolder } from "./notes";

/**
 * What is kept of the swarm node on a machine. Node IDs are random and never used twice, so one that is noted here was
 * this machine's and no other's, whatever host names say.
 */
export interface NodeNotes {
  /** IDs of the nodes that this machine was, the last one last. */
  readonly ids: readonly string[];
  /** Address and port it was told to listen on. */
  readonly listenAddress?: string;
  /** Address or interface of its overlay traffic. */
  readonly dataPathAddress?: string;
}

/** Notes what node a machine is; IDs of earlier nodes are kept. A store that this project keeps no notes in gets none. */
export function noteNode(
  storePath: string,
  name: string,
  id: string,
  addresses: Omit<NodeNotes, "ids">,
): void {
  if (!existsSync(notesFolder(storePath))) return;
  const before = recallNode(storePath, name);
  const { listenAddress, dataPathAddress } = addresses;
  const ids = [...before.ids.filter((other) => other !== id), id].slice(-keptIds);
  const notes: NodeNotes = { ids, listenAddress, dataPathAddress };
  if (isDeepStrictEqual({ ...before }, JSON.parse(JSON.stringify(notes)))) return;
  replaceFile(nodeNotesFile(storePath, name), JSON.stringify(notes), { mode: 0o600 });
}

/** What was noted; no IDs where nothing was. */
export function recallNode(storePath: string, name: string): NodeNotes {
  try {
    return JSON.parse(readFileSync(nodeNotesFile(storePath, name), "utf8")) as NodeNotes;
  } catch {
    return { ids: [] };
  }
}

const keptIds = 20;
