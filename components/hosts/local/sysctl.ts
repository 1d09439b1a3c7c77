import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formerSettings } from "./paths";

/** Kernel settings of the whole computer that hosts may need higher. */
export const INOTIFY_INSTANCES = "fs/inotify/max_user_instances";
export const IP_FORWARD = "net/ipv4/ip_forward";

/**
 * Raises a kernel setting where it is too low, and records what it was. Only under the computer's lock.
 * @returns whether it was too low
 */
export async function raiseSetting(key: string, atLeast: number): Promise<boolean> {
  const current = await readSetting(key);
  if (current >= atLeast) return false;
  const former = await readFormer();
  // Noted before it is changed: a run killed in between leaves nothing that cannot be restored.
  await writeFile(formerSettings, JSON.stringify({ [key]: { was: current, set: atLeast }, ...former }));
  await writeFile(settingFile(key), String(atLeast));
  return true;
}

/**
 * Restores what was raised, unless somebody has changed it since. Only under the computer's lock.
 * @param needed settings that others need by now. @default none
 */
export async function restoreSettings(needed: readonly string[] = []): Promise<void> {
  for (const [key, { was, set }] of Object.entries(await readFormer()))
    if (!needed.includes(key) && (await readSetting(key)) === set)
      await writeFile(settingFile(key), String(was));
  await rm(formerSettings, { force: true });
}

type Former = Record<string, { readonly was: number; readonly set: number }>;

async function readFormer(): Promise<Former> {
  try {
    return JSON.parse(await readFile(formerSettings, "utf8")) as Former;
  } catch {
    return {};
  }
}

async function readSetting(key: string): Promise<number> {
  return Number(await readFile(settingFile(key), "utf8"));
}

function settingFile(key: string): string {
  return join("/proc/sys", key);
}
