import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Setting } from "../setting";
import { address, labels } from "../rules";
import type { NodeSettings } from "./resource";

/** Every property of a node that a program can set. */
export const nodeSettings = {
  role: {
    rule: z.enum(["manager", "worker"]),
    meaning: "`manager` or `worker`",
    default: "`worker`",
    change: "in place",
  },
  availability: {
    rule: z.enum(["active", "pause", "drain"]).default("active"),
    meaning: "`active`, `pause` or `drain`",
    default: "`active`",
    change: "in place",
  },
  labels: {
    rule: labels.default({}),
    meaning: "labels for placement constraints",
    default: "none",
    change: "in place",
  },
  advertiseAddress: {
    rule: address({ port: true }),
    meaning: "address or interface through which other nodes reach it",
    default: "the machine's address",
    change: "replace",
  },
  listenAddress: {
    rule: address({ zero: true, port: true }),
    meaning: "address and port it listens on",
    default: "`0.0.0.0:2377`",
    change: "replace",
  },
  dataPathAddress: {
    rule: address({}),
    meaning: "address or interface of overlay traffic",
    default: "the advertise address",
    change: "replace",
  },
} as const satisfies { readonly [K in keyof NodeSettings]-?: Setting<Plain<NodeSettings[K]>> };

/** The value that an input stands for. */
type Plain<T> = NonNullable<pulumi.Unwrap<T>>;

type Table = typeof nodeSettings;
type Keys<C> = { [K in keyof Table]: Table[K]["change"] extends C ? K : never }[keyof Table];
type Value<K extends keyof Table> = z.output<Table[K]["rule"]>;

/** A node's settings as plain values, with every default filled in. */
export type NodeValues = { readonly [K in Keys<"in place">]: Value<K> } & {
  readonly [K in Keys<"replace">]?: Value<K>;
};

/** The names of a node's settings. */
export const nodeSettingKeys = Object.keys(nodeSettings) as (keyof Table)[];

/** The names of the settings whose change is another membership: they can only be given when a node joins. */
export const joinOnlyKeys = nodeSettingKeys.filter(
  (key) => nodeSettings[key].change === "replace",
) as Keys<"replace">[];
