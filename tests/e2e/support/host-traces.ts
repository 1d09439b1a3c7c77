import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { placeOf } from "../../../components/hosts/local/paths";
import { processFile, processIds } from "./processes";

/** Every trace on this computer of one host of a folder, or of all of the folder when no host is named. */
export function tracesOf(directory: string, name = ""): string[] {
  const { bridge } = placeOf(directory);
  const unique = name ? `${bridge}-${name}` : bridge;
  const ours = (text: string) => text.includes(unique) || text.includes(join(directory, "hosts", name));
  const named = (folder: string) =>
    (existsSync(folder) ? readdirSync(folder) : []).filter(ours).map((entry) => join(folder, entry));
  // A zombie holds nothing; when it is reaped is for process 1 of this computer to decide.
  const lives = (pid: string) => !/\) [ZX] /.test(processFile(pid, "stat"));
  const processes = processIds().filter((pid) => lives(pid) && pid !== String(process.pid));
  const naming = (file: string) => processes.filter((pid) => ours(processFile(pid, file)));
  return [
    ...["/sys/class/net", "/run/netns", "/run", "/sys/fs/cgroup", "/sys/fs/cgroup/unified"].flatMap(named),
    ...naming("cmdline").map((pid) => `process ${pid}`),
    ...naming("cgroup").map((pid) => `process ${pid} by its cgroup`),
    ...naming("mountinfo").map((pid) => `mount of ${pid}`),
    ...(name
      ? []
      : firewallRules().filter((rule) => rule.includes(bridge) || rule.includes(bridge.replace("-", "_")))),
    ...(name || !existsSync(directory) ? [] : [directory]),
  ];
}

/** What hosts may change of the whole computer; undefined while other hosts than ours keep it changed. */
export function kernelSettings(directory: string): Record<string, string> | undefined {
  const { bridge } = placeOf(directory);
  const others = readdirSync("/sys/class/net").filter(
    (name) => /^sw-[0-9a-f]{6}$/.test(name) && name !== bridge,
  );
  if (others.length > 0) return undefined;
  const read = (key: string) => readFileSync(join("/proc/sys", key), "latin1").trim();
  return { inotify: read("fs/inotify/max_user_instances"), forward: read("net/ipv4/ip_forward") };
}

function firewallRules(): string[] {
  const texts = [
    spawnSync("nft", ["list", "tables"], { encoding: "utf8" }).stdout,
    spawnSync("iptables", ["-t", "nat", "-S"], { encoding: "utf8" }).stdout,
    spawnSync("iptables", ["-S"], { encoding: "utf8" }).stdout,
    spawnSync("iptables", ["-t", "mangle", "-S"], { encoding: "utf8" }).stdout,
  ];
  return texts.flatMap((text) => (text ?? "").split("\n"));
}
