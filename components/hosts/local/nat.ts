import { run } from "../../../lib/run";
import type { Network } from "./address";
import type { Place } from "./paths";
import { findTool, system, systemEnvironment } from "./tools";

/** What keeps the hosts from reaching beyond this computer; undefined if nothing does. */
export async function natProblem(): Promise<string | undefined> {
  const { stdout } = await system("ip", ["-4", "-json", "route", "show", "default"]);
  if ((JSON.parse(stdout || "[]") as unknown[]).length === 0) return "this computer has no default route";
  return natTool() ? undefined : "neither iptables nor nft is installed";
}

/**
 * Lets a folder's hosts out, masqueraded as this computer, and nobody in: this computer forwards packets from now on,
 * and the ports of a swarm are for its nodes alone. Idempotent; without iptables and nft it does nothing.
 */
export async function ensureNat(place: Place, network: Network): Promise<void> {
  const present = natTool();
  if (present === "nft") return void (await system("nft", ["-f", "-"], { input: nftTable(place, network) }));
  if (!present) return;
  for (const rule of iptablesRules(place, network))
    if (!(await iptables(["-t", rule.table, "-C", rule.chain, ...rule.match])))
      await system("iptables", ["-w", "10", "-t", rule.table, "-I", rule.chain, ...rule.match]);
}

/** How many of these rules are missing. */
export async function missingRules(place: Place, network: Network): Promise<number> {
  const present = natTool();
  if (present === "nft") return (await hasNftTable(place)) ? 0 : 1;
  if (!present) return 0;
  const rules = iptablesRules(place, network);
  const found = await Promise.all(
    rules.map(({ table, chain, match }) => iptables(["-t", table, "-C", chain, ...match])),
  );
  return found.filter((there) => !there).length;
}

/** Removes a folder's rules and no other, whichever tool created them. */
export async function removeNat(place: Place): Promise<void> {
  if (findTool("nft") && (await hasNftTable(place)))
    await system("nft", ["delete", "table", "ip", nftName(place)]);
  if (!findTool("iptables")) return;
  for (const table of ["nat", "filter", "mangle"])
    for (const rule of await taggedRules(table, place.bridge))
      await system("iptables", ["-w", "10", "-t", table, "-D", ...rule]);
}

// Where there is iptables, Docker or a firewall may drop forwarded packets there, and only a rule there lets ours pass.
function natTool(): "iptables" | "nft" | undefined {
  return (["iptables", "nft"] as const).find((name) => findTool(name));
}

async function hasNftTable(place: Place): Promise<boolean> {
  return (await tool("nft", ["list", "table", "ip", nftName(place)])).code === 0;
}

/** Whether others than local hosts let packets through this computer, such as a Docker Engine. */
export async function othersForward(): Promise<boolean> {
  if (natTool() !== "iptables") return false;
  const { stdout } = await tool("iptables", ["-w", "10", "-t", "nat", "-S"]);
  const rules = stdout.split("\n").filter((line) => !/--comment "?sw-[0-9a-f]{6}"?( |$)/.test(line));
  return rules.some((line) => /-j MASQUERADE|^-N DOCKER$/.test(line));
}

function nftName(place: Place): string {
  return place.bridge.replace("-", "_");
}

function nftTable(place: Place, network: Network): string {
  const name = nftName(place);
  return `table ip ${name}
delete table ip ${name}
table ip ${name} {
  chain postrouting {
    type nat hook postrouting priority 100;
    ip saddr ${network.text} oifname != "${place.bridge}" masquerade
  }
  chain forward {
    type filter hook forward priority 0;
    iifname != "${place.bridge}" oifname "${place.bridge}" ct state new drop
  }
}
`;
}

interface Rule {
  readonly table: string;
  readonly chain: string;
  readonly match: readonly string[];
}

function iptablesRules(place: Place, network: Network): Rule[] {
  const tag = ["-m", "comment", "--comment", place.bridge];
  const outside = ["-s", network.text, "!", "-o", place.bridge];
  const [from, to] = [
    ["-i", place.bridge],
    ["-o", place.bridge],
  ];
  const inState = (state: string) => ["-m", "conntrack", "--ctstate", state, ...tag];
  const forward = (table: string, ...match: string[]) => ({ table, chain: "FORWARD", match });
  return [
    { table: "nat", chain: "POSTROUTING", match: [...outside, ...tag, "-j", "MASQUERADE"] },
    forward("filter", ...from, ...tag, "-j", "ACCEPT"),
    forward("filter", ...to, ...inState("RELATED,ESTABLISHED"), "-j", "ACCEPT"),
    // Not in filter: who comes later, a Docker Engine or the hosts of another folder, inserts its ACCEPT before it.
    forward("mangle", "!", ...from, ...to, ...inState("NEW"), "-j", "DROP"),
  ];
}

async function taggedRules(table: string, tag: string): Promise<string[][]> {
  const { stdout } = await tool("iptables", ["-w", "10", "-t", table, "-S"]);
  const rules = stdout.split("\n").map((line) => line.replaceAll('"', "").trim().split(/\s+/));
  return rules
    .filter((words) => words[0] === "-A" && words[words.indexOf("--comment") + 1] === tag)
    .map((words) => words.slice(1));
}

async function iptables(args: readonly string[]): Promise<boolean> {
  return (await tool("iptables", ["-w", "10", ...args])).code === 0;
}

function tool(name: string, args: readonly string[]) {
  return run(findTool(name) ?? name, args, { env: systemEnvironment() });
}
