import type { Node } from "../../../components/engine/types";
import { addressProblem, engineUrl, hostOf, nodeAddress } from "../../../components/engine/address";

test.each([
  ["10.0.0.5:2377", "10.0.0.5"],
  ["10.0.0.5", "10.0.0.5"],
  ["[fd00::5]:2377", "fd00::5"],
  ["fd00::5", "fd00::5"],
  ["eth1:2377", "eth1"],
])("the host of %s is %s", (address, host) => expect(hostOf(address)).toBe(host));

test.each(["10.0.0.5", "10.0.0.5:2377", "eth1", "eth1:4000", "fd00::5", "[fd00::5]:2377"])(
  "%s may be advertised",
  (address) => expect(addressProblem(address, { port: true })).toBeUndefined(),
);

test.each([
  ["0.0.0.0", /non-zero/],
  ["0.0.0.0:2377", /non-zero/],
  ["300.1.1.1", /not an IP address/],
  ["eth0:99999", /port 99999/],
  ["http://x", /not an IP address or interface/],
  ["a b", /not an IP address or interface/],
  ["", /expected/],
  [5, /expected/],
])("%s may not be advertised", (address, message) =>
  expect(addressProblem(address, { port: true })).toMatch(message),
);

test("zero addresses may be listened on, and data paths have no port", () => {
  expect(addressProblem("0.0.0.0:2377", { zero: true, port: true })).toBeUndefined();
  expect(addressProblem("10.0.0.5:4789", {})).toMatch(/must have no port/);
});

test.each([
  ["10.0.0.5", "tcp://10.0.0.5:2376"],
  ["fd00::5", "tcp://[fd00::5]:2376"],
  ["docker.example.org", "tcp://docker.example.org:2376"],
])("the engine at %s is %s", (address, url) => expect(engineUrl(address, 2376)).toBe(url));

test("a manager is known by its own address, since some leaders tell 0.0.0.0, and a worker by the one seen", () => {
  const node = (more: object) => ({ Status: { Addr: "0.0.0.0" }, ...more }) as Node;
  expect(nodeAddress(node({ ManagerStatus: { Addr: "10.0.0.5:2377" } }))).toBe("10.0.0.5");
  expect(nodeAddress(node({ Status: { Addr: "10.0.0.6" } }))).toBe("10.0.0.6");
});
