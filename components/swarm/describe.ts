import { isDeepStrictEqual } from "node:util";
import { nodeAddress } from "../engine/address";
import type { Availability, Node, Role, Swarm } from "../engine/types";
import { compact } from "./handlers";
import { reservedPrefix } from "./node/labels";
import { nodeSettings } from "./node/settings";
import { swarmSettings } from "./swarm/settings";
import type { SwarmSetting } from "./swarm/spec-fields";

type Labels = Readonly<Record<string, string>>;

/** A node as the configuration has it; what is at its default is left out. */
export interface DescribedNode {
  readonly name: string;
  readonly role: Role;
  readonly availability?: Availability;
  readonly labels?: Labels;
}

/** A running swarm, written as the configuration that would adopt it without a change. */
export interface Description {
  readonly nodes: readonly DescribedNode[];
  /** Addresses by which the swarm knows the nodes, in the order of `nodes`. */
  readonly addresses: readonly string[];
  /** Cluster-wide settings that differ from SwarmKit's defaults, and `adopt`. */
  readonly swarm: Readonly<Record<string, unknown>>;
  /** What a person must know or decide before using it, a sentence each. */
  readonly remarks: readonly string[];
}

/**
 * The configuration of a running swarm: managers first, so that the first node is one that the swarm can be adopted
 * through, then by name.
 * @param swarm the answer to `GET /swarm`
 * @param nodes the answer to `GET /nodes`
 */
export function describe(swarm: Swarm, nodes: readonly Node[]): Description {
  const sorted = [...nodes].sort(byRoleAndName);
  const own = sorted.filter((node) => !sorted.some((other) => replaces(other, node)));
  return {
    nodes: own.map(describedNode),
    addresses: own.map(nodeAddress),
    swarm: { adopt: true, ...settingsOf(swarm) },
    remarks: [
      ...sorted.filter((node) => !own.includes(node)).map(leftOverText),
      ...own.filter(({ Status }) => Status.State !== "ready").map(notReadyText),
      ...swarmRemarks(swarm),
    ],
  };
}

function byRoleAndName(one: Node, other: Node): number {
  const rank = ({ Spec }: Node) => (Spec.Role === "manager" ? 0 : 1);
  return rank(one) - rank(other) || nameOf(one).localeCompare(nameOf(other), "en", { numeric: true });
}

/** Whether a node has taken another's place under its name: a host that joined again leaves its old node behind. */
function replaces(other: Node, node: Node): boolean {
  if (other.ID === node.ID || nameOf(other) !== nameOf(node)) return false;
  const [otherIsReady, isReady] = [other, node].map(({ Status }) => Status.State === "ready");
  return otherIsReady === isReady ? other.CreatedAt > node.CreatedAt : otherIsReady;
}

function describedNode({ Spec, Description: { Hostname } }: Node): DescribedNode {
  const labels = withoutReserved(Spec.Labels);
  const isDefault = Spec.Availability === nodeSettings.availability.rule.parse(undefined);
  return compact({
    name: Hostname,
    role: Spec.Role,
    availability: isDefault ? undefined : Spec.Availability,
    labels: isEmpty(labels) ? undefined : labels,
  });
}

function settingsOf(swarm: Swarm): Record<string, unknown> {
  const values = Object.entries(swarmSettings as Readonly<Record<string, SwarmSetting>>).map(
    ([key, setting]): [string, unknown] => [key, valueOf(swarm, key, setting)],
  );
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && !isEmpty(value)));
}

/** A setting as it is on the swarm; undefined where it is at its default, and where no engine tells it. */
function valueOf(swarm: Swarm, key: string, setting: SwarmSetting): unknown {
  if (key === "labels") return withoutReserved(swarm.Spec.Labels);
  const usual = defaultOf(setting.default);
  const value = usual === undefined ? undefined : setting.read?.(swarm, usual);
  return isDeepStrictEqual(value, usual) ? undefined : value;
}

/** A default as docs/settings.md writes it: "5", "`5s`", "none"; undefined for one in words. */
function defaultOf(text: string): unknown {
  if (text === "none") return [];
  const [, quoted] = /^`(.*)`$/.exec(text) ?? [];
  try {
    return JSON.parse(quoted ?? text) as unknown;
  } catch {
    return quoted;
  }
}

function withoutReserved(labels: Labels | null): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !key.startsWith(reservedPrefix)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function nameOf({ Description: { Hostname } }: Node): string {
  return Hostname;
}

function leftOverText({ ID, Description: { Hostname }, Status, Spec }: Node): string {
  const demote = Spec.Role === "manager" ? `docker node demote ${ID} && ` : "";
  return `A second node is called ${Hostname}: ${ID}, ${Status.State}. It is left out; remove it with: ${demote}docker node rm --force ${ID}`;
}

function notReadyText({ Description: { Hostname }, Status }: Node): string {
  return `${Hostname} is ${Status.State}: bring it back, or delete it here, before the swarm is adopted.`;
}

function swarmRemarks({ Spec, RootRotationInProgress }: Swarm): string[] {
  const remarks: string[] = [];
  if (Spec.CAConfig.ExternalCAs?.length)
    remarks.push("The swarm has an external authority: its settings are here, its certificates are not.");
  if (RootRotationInProgress)
    remarks.push("The swarm's certificate authority is being replaced: wait until it is.");
  return remarks;
}
