import {
  addressAt,
  checkCapacity,
  findCollision,
  freeNetwork,
  hostRange,
  indexOf,
  parseNetwork,
  wantedNetwork,
} from "../../../../components/hosts/local/address";

test("A network is read with its first address and the length of its prefix", () => {
  const network = parseNetwork("10.77.0.0/24");
  expect(network).toEqual({ text: "10.77.0.0/24", base: 0x0a4d0000, prefix: 24 });
  expect(addressAt(network, 1)).toBe("10.77.0.1");
  expect(addressAt(parseNetwork("10.76.0.0/14"), 65536 + 11)).toBe("10.77.0.11");
  expect(indexOf(network, "10.77.0.11")).toBe(11);
});

test.each([
  ["10.77.0.0", "is not a network"],
  ["10.77.0/24", "is not a network"],
  ["10.77.0.256/24", "is not a network"],
  ["fd00::/64", "is not a network"],
  ["", "is not a network"],
  ["10.77.0.0/7", "has a prefix of 7 bits"],
  ["10.77.0.0/31", "has a prefix of 31 bits"],
  ["10.77.0.5/24", 'write "10.77.0.0/24"'],
  ["127.0.0.0/24", "is reserved"],
  ["169.254.0.0/16", "is reserved"],
  ["224.0.0.0/24", "is reserved"],
])("The network %j is refused: it %s", (text, message) => {
  expect(() => parseNetwork(text)).toThrow(message);
  expect(() => parseNetwork(text)).toThrow(`"${text}"`);
});

test("Auto leaves the choice; anything else is a network, or refused with both ways to write it", () => {
  expect(wantedNetwork("auto")).toBeUndefined();
  expect(wantedNetwork("10.5.0.0/16")).toEqual(parseNetwork("10.5.0.0/16"));
  expect(() => wantedNetwork("Auto")).toThrow(
    'localNetwork "Auto" is not a network: write an IPv4 network like "10.77.0.0/24", or "auto"',
  );
});

test("Hosts have addresses from .11 on, in tiny networks from .2 on, never the last", () => {
  expect(hostRange(parseNetwork("10.77.0.0/24"))).toEqual({ first: 11, last: 254 });
  expect(hostRange(parseNetwork("10.77.0.0/28"))).toEqual({ first: 2, last: 14 });
  expect(hostRange(parseNetwork("10.77.0.0/30"))).toEqual({ first: 2, last: 2 });
});

test("A network too small for the hosts is refused with its room and one that is large enough", () => {
  expect(() => checkCapacity(parseNetwork("10.77.0.0/30"), 5)).toThrow(
    'localNetwork "10.77.0.0/30" has room for 1 hosts, and 5 are wanted: take a larger one, for example "10.77.0.0/29"',
  );
  expect(() => checkCapacity(parseNetwork("10.77.0.0/29"), 5)).not.toThrow();
  expect(() => checkCapacity(parseNetwork("10.77.1.0/24"), 245)).toThrow('"10.77.0.0/23"');
});

const taken = (...texts: string[]) => texts.map((text) => ({ text, device: `if-${text}` }));

test.each([
  ["the same network", "10.77.0.0/24"],
  ["a larger one around it", "10.0.0.0/8"],
  ["a smaller one in it", "10.77.0.128/25"],
  ["an address in it", "10.77.0.200"],
  ["an address with the prefix of its own network", "10.77.0.9/24"],
])("A network collides with %s", (_, text) => {
  const [other] = taken(text);
  expect(findCollision(parseNetwork("10.77.0.0/24"), [...taken("192.168.0.0/16"), other!])).toBe(other);
});

test("A network does not collide with its neighbours or with default routes, whole or in halves", () => {
  const others = taken("default", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.76.0.0/16", "10.77.1.0/24");
  expect(findCollision(parseNetwork("10.77.0.0/24"), others)).toBeUndefined();
});

test("The network that is suggested collides with nothing", () => {
  const network = parseNetwork("10.77.0.0/24");
  expect(freeNetwork(network, taken("10.77.0.0/24"))).toBe("10.78.0.0/24");
  expect(freeNetwork(network, taken("10.77.0.0/24", "10.78.0.0/15", "10.80.0.3"))).toBe("10.81.0.0/24");
  expect(freeNetwork(network, taken("10.0.0.0/8"))).toBe("172.18.0.0/24");
  expect(freeNetwork(network, taken("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))).toBeUndefined();
});
