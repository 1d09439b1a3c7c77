import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNetwork } from "../../../../components/hosts/local/address";
import {
  claimAddress,
  claimedAddress,
  listClaims,
  releaseAddress,
} from "../../../../components/hosts/local/claim";
import { placeOf } from "../../../../components/hosts/local/paths";

const network = parseNetwork("10.77.0.0/24");
let folder: string;
const place = () => placeOf(folder);

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "claim-test-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("A host gets the address its number asks for, whatever the order", async () => {
  expect(await claimAddress(place(), network, "node3")).toBe("10.77.0.13");
  expect(await claimAddress(place(), network, "node1")).toBe("10.77.0.11");
});

test("A host without a number, or whose number is taken or outside, gets the lowest free address", async () => {
  expect(await claimAddress(place(), network, "blue")).toBe("10.77.0.11");
  expect(await claimAddress(place(), network, "node1")).toBe("10.77.0.12");
  expect(await claimAddress(place(), network, "web0")).toBe("10.77.0.13");
  expect(await claimAddress(place(), network, "node999")).toBe("10.77.0.14");
});

test("A host keeps its address until it is given back, and then the address is free again", async () => {
  await claimAddress(place(), network, "blue");
  await claimAddress(place(), network, "green");
  expect(await claimAddress(place(), network, "green")).toBe("10.77.0.12");
  await releaseAddress(place(), "blue");
  expect(await claimedAddress(place(), "blue")).toBeUndefined();
  expect(await claimAddress(place(), network, "green")).toBe("10.77.0.12");
  expect(await claimAddress(place(), network, "red")).toBe("10.77.0.11");
});

test("Hosts that ask side by side get different addresses", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `host-${String.fromCharCode(97 + index)}`);
  await Promise.all(names.map((name) => claimAddress(place(), network, name)));
  expect(new Set((await listClaims(place())).keys()).size).toBe(30);
});

test("A full network is refused with its size and a larger one", async () => {
  const tiny = parseNetwork("10.77.0.0/30");
  expect(await claimAddress(place(), tiny, "blue")).toBe("10.77.0.2");
  await expect(claimAddress(place(), tiny, "green")).rejects.toThrow(
    'localNetwork "10.77.0.0/30" has room for 1 hosts, and 2 are wanted: take a larger one, for example "10.77.0.0/29"',
  );
});
