import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNetwork } from "../../../../components/hosts/local/address";
import { claimAddress } from "../../../../components/hosts/local/claim";
import { placeOf } from "../../../../components/hosts/local/paths";
import {
  freeAutomaticNetwork,
  readNetwork,
  chooseNetwork,
} from "../../../../components/hosts/local/network-choice";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "network-test-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const [first, second] = ["10.77.0.0/24", "10.78.0.0/24"].map(parseNetwork);

/** A folder whose hosts are in a network, as it is on disk. */
async function withHost(network = second) {
  mkdirSync(folder, { recursive: true });
  const place = placeOf(folder);
  writeFileSync(place.network, `${network.text}\n`);
  await claimAddress(place, network, "node1");
  return place;
}

test("A folder with hosts keeps its network, whatever is free by now", async () => {
  const place = await withHost();
  expect(await chooseNetwork(place, undefined)).toEqual(second);
  expect(await chooseNetwork(place, second)).toEqual(second);
});

test("Another network for a folder with hosts is refused with both networks and what to do", async () => {
  const place = await withHost();
  await expect(chooseNetwork(place, first)).rejects.toThrow(
    `The hosts in ${place.directory} are in network 10.78.0.0/24, and 10.77.0.0/24 is wanted: ` +
      "remove them first (pulumi destroy), or set localNetwork back.",
  );
});

test("Without hosts, a network that an interrupted run recorded binds nobody", async () => {
  const place = placeOf(folder);
  writeFileSync(place.network, "10.78.0.0/24\n");
  expect(await readNetwork(place)).toEqual(second);
  expect(await chooseNetwork(place, first)).toEqual(first);
});

test("The choice is 10.77.0.0/24 where that is free, else the next, each of 254 addresses", () => {
  const taken = (...texts: string[]) => texts.map((text) => ({ text, device: "eth0" }));
  expect(freeAutomaticNetwork(taken("default", "192.168.1.0/24")).text).toBe("10.77.0.0/24");
  expect(freeAutomaticNetwork(taken("10.77.0.200", "10.78.0.0/16")).text).toBe("10.79.0.0/24");
  expect(() => freeAutomaticNetwork(taken("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))).toThrow(
    /none is free for local hosts: set localNetwork to one that may be used/,
  );
});
