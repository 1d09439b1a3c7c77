import { join, posix } from "node:path";

/** Stands for the store in a record that travels: docker-machine's own have absolute paths. */
const token = "{store}";

/**
 * A record without paths of this computer.
 * @param text docker-machine's config.json
 * @param machine name of its machine
 * @returns undefined where the text is no whole record
 */
export function outOfStore(text: string, machine: string): string | undefined {
  const record = parse(text);
  if (record === undefined) return undefined;
  const store = storeOf(text, machine);
  const portable = (value: string) =>
    store !== undefined && isIn(value, store)
      ? posix.join(token, value.slice(store.length).replaceAll("\\", "/"))
      : value;
  return JSON.stringify(mapTexts(record, portable));
}

/** Such a record, with the paths of a store on this computer. */
export function inStore(text: string, store: string): string {
  const local = (value: string) =>
    value === token || value.startsWith(`${token}/`) ? join(store, value.slice(token.length)) : value;
  return JSON.stringify(mapTexts(JSON.parse(text), local), undefined, 4);
}

/** The store that a record was written in; undefined where it does not tell. */
export function storeOf(text: string, machine: string): string | undefined {
  const { Driver, HostOptions } = parse(text) ?? {};
  const own = HostOptions?.AuthOptions?.StorePath ?? "";
  const [end] = [`/machines/${machine}`, `\\machines\\${machine}`].filter((each) => own.endsWith(each));
  return Driver?.StorePath || (end && own.slice(0, -end.length));
}

interface PathsOfRecord {
  readonly Driver?: { readonly StorePath?: string };
  readonly HostOptions?: { readonly AuthOptions?: { readonly StorePath?: string } };
}

/** A record that cannot be read has no paths that could be mended. */
function parse(text: string): PathsOfRecord | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return record !== null && typeof record === "object" ? record : undefined;
  } catch {
    return undefined;
  }
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^([\\/]|$)/.test(path.slice(folder.length));
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}
