import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNetwork } from "../../../../components/hosts/local/address";
import { placeOf } from "../../../../components/hosts/local/paths";
import { ensureNat, missingRules, othersForward, removeNat } from "../../../../components/hosts/local/nat";

// A stand-in for iptables that keeps its rules in a file, found on PATH before any real one.
const IPTABLES = `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs");
const file = __dirname + "/rules.json";
const [, , table, verb, chain, ...rule] = process.argv.slice(2).filter((word) => word !== "-w" && word !== "10").flatMap((w, i) => i === 0 ? ["", w] : [w]);
const rules = JSON.parse(readFileSync(file, "utf8"));
const text = [chain, ...rule].join(" ");
const own = rules[table];
if (verb === "-S") process.stdout.write(own.map((line) => "-A " + line + "\\n").join(""));
else if (verb === "-I") own.unshift(text);
else if (!own.includes(text)) process.exit(1);
else if (verb === "-D") own.splice(own.indexOf(text), 1);
// Several look at once, and must not see a file half written.
if (verb === "-I" || verb === "-D") writeFileSync(file, JSON.stringify(rules));
`;

// The stand-in is a process of Node each time.
jest.setTimeout(60_000);

const place = placeOf("/somewhere");
const foreign = {
  nat: ["POSTROUTING -j OTHER"],
  filter: ["FORWARD -m comment --comment sw-000000 -j ACCEPT"],
  mangle: ["FORWARD -j OTHER"],
};
const path = process.env.PATH;
let folder: string;
const rules = () => JSON.parse(readFileSync(join(folder, "rules.json"), "utf8")) as typeof foreign;

const write = (all: typeof foreign) => writeFileSync(join(folder, "rules.json"), JSON.stringify(all));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nat-test-"));
  writeFileSync(join(folder, "rules.json"), JSON.stringify(foreign));
  for (const [name, text] of [
    ["iptables", IPTABLES],
    ["nft", "#!/bin/sh\nexit 1\n"],
  ] as const) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  process.env.PATH = `${folder}:${path}`;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

test("Hosts are let out, answers are let in and nothing else is, however often that is asked for", async () => {
  await ensureNat(place, parseNetwork("10.77.0.0/24"));
  await ensureNat(place, parseNetwork("10.77.0.0/24"));
  const tag = `-m comment --comment ${place.bridge}`;
  expect(rules()).toEqual({
    nat: [`POSTROUTING -s 10.77.0.0/24 ! -o ${place.bridge} ${tag} -j MASQUERADE`, ...foreign.nat],
    filter: [
      `FORWARD -o ${place.bridge} -m conntrack --ctstate RELATED,ESTABLISHED ${tag} -j ACCEPT`,
      `FORWARD -i ${place.bridge} ${tag} -j ACCEPT`,
      ...foreign.filter,
    ],
    // Before any ACCEPT in filter, whoever puts it there and when.
    mangle: [
      `FORWARD ! -i ${place.bridge} -o ${place.bridge} -m conntrack --ctstate NEW ${tag} -j DROP`,
      ...foreign.mangle,
    ],
  });
});

test("Removing takes a folder's rules and leaves all others, those of other hosts too", async () => {
  await ensureNat(place, parseNetwork("10.77.0.0/24"));
  await removeNat(place);
  expect(rules()).toEqual(foreign);
  await removeNat(place);
  expect(rules()).toEqual(foreign);
});

test("[firewall] What a flush takes away is seen, and added again beside what is there", async () => {
  const network = parseNetwork("10.77.0.0/24");
  await ensureNat(place, network);
  const whole = rules();
  expect(await missingRules(place, network)).toBe(0);
  write({ ...foreign, filter: whole.filter.slice(1) });
  expect(await missingRules(place, network)).toBe(3);

  await ensureNat(place, network);
  expect(await missingRules(place, network)).toBe(0);
  expect(rules()).toEqual(whole);
});

test("[beside-docker] Rules that a Docker Engine adds before or after ours stay, and it keeps what it forwards with", async () => {
  const network = parseNetwork("10.77.0.0/24");
  const docker = {
    nat: ["DOCKER", "POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE"],
    filter: ["FORWARD -j DOCKER-USER", "FORWARD -j DOCKER-FORWARD"],
    mangle: [],
  };
  write({ nat: [], filter: [], mangle: [] });
  await ensureNat(place, network);
  expect(await othersForward()).toBe(false);
  const ours = rules();
  write({ ...ours, nat: [...docker.nat, ...ours.nat], filter: [...docker.filter, ...ours.filter] });
  expect(await missingRules(place, network)).toBe(0);
  expect(await othersForward()).toBe(true);
  await removeNat(place);
  expect(rules()).toEqual(docker);

  // The other way round: an engine's policy is DROP, so ours must come first.
  await ensureNat(place, network);
  expect(rules().filter.slice(-2)).toEqual(docker.filter);
  await removeNat(place);
  expect(rules()).toEqual(docker);
});
