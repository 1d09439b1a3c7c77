import { run } from "../run";
import type { Network } from "./address";
import type { Place } from "./names";
import { findTool, system, systemEnvironment } from "./tools";

/** What keeps the hosts from reaching beyond this computer; undefined if nothing does. */
export async function natProblem(): Promise<string | undefined> {
  const { stdout } = await system("ip", ["-4", "-json", "route", "show", "default"]);
  if ((JSON.parse(stdout || "[]") as unknown[]).length === 0) return "this computer has no default route";
  return natTool() ? undefined : "neither iptables nor nft is installed";
}

/** Lets a folder's hosts out, masqueraded as this computer. Repeated it changes nothing. */
export async function ensureNat(place: Place, network: Network): Promise<void> {
  if (natTool() === "nft")
    return void (await system("nft", ["-f", "-"], { input: nftTable(place, network) }));
  for (const rule of iptablesRules(place, network))
    if (!(await iptables(["-t", rule.table, "-C", rule.chain, ...rule.match])))
      await system("iptables", ["-w", "10", "-t", rule.table, "-I", rule.chain, ...rule.match]);
}

/** Removes a folder's rules and no other, whichever tool made them. */
export async function removeNat(place: Place): Promise<void> {
  if (findTool("nft") && (await tool("nft", ["list", "table", "ip", nftName(place)])).code === 0)
    await system("nft", ["delete", "table", "ip", nftName(place)]);
  if (!findTool("iptables")) return;
  for (const table of ["nat", "filter"])
    for (const rule of await taggedRules(table, place.bridge))
      await system("iptables", ["-w", "10", "-t", table, "-D", ...rule]);
}

// Where there is iptables, Docker or a firewall may drop forwarded packets there, and only a rule there lets ours pass.
function natTool(): "iptables" | "nft" | undefined {
  return (["iptables", "nft"] as const).find((name) => findTool(name));
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
  return [
    { table: "nat", chain: "POSTROUTING", match: [...outside, ...tag, "-j", "MASQUERADE"] },
    { table: "filter", chain: "FORWARD", match: ["-i", place.bridge, ...tag, "-j", "ACCEPT"] },
    { table: "filter", chain: "FORWARD", match: ["-o", place.bridge, ...tag, "-j", "ACCEPT"] },
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
