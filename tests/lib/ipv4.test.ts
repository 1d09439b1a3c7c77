import { formatAddress, overlap, parseAddress, parseCidr } from "../../lib/ipv4";

test.each([
  ["10.0.0.0/8", { base: 10 * 2 ** 24, prefix: 8 }],
  ["10.1.2.3/8", { base: 10 * 2 ** 24, prefix: 8 }],
  ["255.255.255.255/32", { base: 2 ** 32 - 1, prefix: 32 }],
  ["0.0.0.0/0", { base: 0, prefix: 0 }],
])("%s is a network", (text, network) => expect(parseCidr(text)).toEqual(network));

test.each([
  "",
  "10.0.0.0",
  "10.0.0/8",
  "10.0.0.256/8",
  "10.0.0.0/33",
  "10.0.0.0/",
  " 10.0.0.0/8",
  "::/0",
  10,
])("%p is none", (text) => expect(parseCidr(text)).toBeUndefined());

test("an address is read and written", () => {
  expect(formatAddress(parseAddress("192.168.0.254")! + 2)).toBe("192.168.1.0");
  expect(parseAddress("1.2.3")).toBeUndefined();
});

test("two networks overlap when one lies in the other", () => {
  const [ten, within, beside] = ["10.0.0.0/8", "10.255.0.0/16", "11.0.0.0/8"].map((text) => parseCidr(text)!);
  expect([overlap(ten, within), overlap(within, ten), overlap(ten, beside)]).toEqual([true, true, false]);
});
