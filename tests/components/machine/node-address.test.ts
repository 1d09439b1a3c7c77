import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAddresses } from "../../../components/machine/interfaces";
import { lookUpNodeAddress } from "../../../components/machine/node-address";
import { machineFolder, readMachine } from "../../../components/machine/store/record";

const storePath = mkdtempSync(join(tmpdir(), "node-address-test-"));
afterAll(() => rmSync(storePath, { recursive: true, force: true }));

function record(name: string, address: string): void {
  mkdirSync(machineFolder(storePath, name), { recursive: true });
  const text = JSON.stringify({ DriverName: "generic", Driver: { IPAddress: address } });
  writeFileSync(join(machineFolder(storePath, name), "config.json"), text);
}

/** Looks a machine's name up where it leads to some addresses; returns what the swarm gets, and what is said. */
async function lookUp(name: string, found: string[] | Error, own?: string[]) {
  const lines: string[] = [];
  await lookUpNodeAddress(storePath, name, (line) => lines.push(line), {
    resolve: () => (found instanceof Error ? Promise.reject(found) : Promise.resolve(found)),
    interfaces: () => Promise.resolve(own?.map((address) => ({ device: "eth0", address }))),
  });
  return { address: readMachine(storePath, name)?.nodeAddress, lines };
}

test("[dns-name] A DNS name is looked up once and said; docker-machine keeps the name", async () => {
  record("a", "h1.test");
  expect(await lookUp("a", ["192.0.2.7"])).toEqual({ address: "192.0.2.7", lines: ["h1.test is 192.0.2.7"] });
  expect(await lookUp("a", ["192.0.2.7"])).toEqual({ address: "192.0.2.7", lines: [] });
  expect(readMachine(storePath, "a")?.address).toBe("h1.test");
});

test("[dns-name] Of several addresses the one counts that the host has; otherwise the first, and that is said", async () => {
  record("b", "h2.test");
  expect((await lookUp("b", ["192.0.2.1", "192.0.2.2"], ["192.0.2.2"])).address).toBe("192.0.2.2");
  expect(await lookUp("b", ["192.0.2.3", "192.0.2.4"])).toEqual({
    address: "192.0.2.3",
    lines: ["h2.test is 192.0.2.3; it has others too (192.0.2.4), and an advertiseAddress would decide"],
  });
  // Names with several addresses answer in another order each time.
  expect(await lookUp("b", ["192.0.2.4", "192.0.2.3"])).toEqual({ address: "192.0.2.3", lines: [] });
});

test("[dns-name] A name without a usable address is an error; one that cannot be looked up for a moment is not", async () => {
  record("c", "h3.test");
  await expect(lookUp("c", ["127.0.1.1"])).rejects.toThrow(
    "The name h3.test of machine c leads to 127.0.1.1 only, where other nodes do not reach it: correct it, or give the " +
      "node an advertiseAddress",
  );
  await expect(lookUp("c", new Error("ENOTFOUND"))).rejects.toThrow(/cannot be looked up \(ENOTFOUND\)/);
  await lookUp("c", ["192.0.2.9"]);
  expect((await lookUp("c", new Error("EAI_AGAIN"))).address).toBe("192.0.2.9");
});

test("[dns-name] A machine with an address is left alone", async () => {
  record("d", "192.0.2.5");
  expect(await lookUp("d", ["192.0.2.6"])).toEqual({ address: "192.0.2.5", lines: [] });
});

test("[wrong-interface] Addresses are read as `ip -o addr show` prints them", () => {
  const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: host0@if5    inet 10.77.0.12/24 brd 10.77.0.255 scope global host0\\       valid_lft forever
2: host0@if5    inet6 fe80::1/64 scope link \\       valid_lft forever
4: docker0    inet \x1B[35m172.17.0.1\x1B[0m/16 brd \x1B[35m172.17.255.255 \x1B[0mscope global docker0\r
(node1) Closing plugin on server side`;
  expect(parseAddresses(text)).toEqual([
    { device: "lo", address: "127.0.0.1" },
    { device: "host0", address: "10.77.0.12" },
    { device: "host0", address: "fe80::1" },
    { device: "docker0", address: "172.17.0.1" },
  ]);
});
