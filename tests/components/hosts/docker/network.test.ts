import { chooseAddress } from "../../../../components/hosts/docker/claim";
import { chooseNetwork, networkArguments } from "../../../../components/hosts/docker/network";
import { placeOf } from "../../../../components/hosts/docker/place";
import { parseRoutes } from "../../../../components/hosts/docker/taken-networks";
import { parseNetwork } from "../../../../components/hosts/local/address";

const network = parseNetwork("10.77.0.0/24");

test("the first network that collides with nothing is chosen", () => {
  expect(chooseNetwork([]).text).toBe("10.77.0.0/24");
  expect(chooseNetwork([{ text: "10.77.0.0/16", device: "vpn" }]).text).toBe("10.78.0.0/24");
});

test("where all are taken the error names the option", () => {
  const all = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => ({ text, device: "vpn" }));
  expect(() => chooseNetwork(all)).toThrow(/driver option network/);
});

test("the network is the cluster's by its name and labels", () => {
  const place = placeOf("/nowhere/hosts");
  expect(networkArguments(place, network)).toEqual([
    ...["network", "create", "--driver", "bridge", "--subnet", "10.77.0.0/24", "--gateway", "10.77.0.1"],
    ...["--label", `pulumi-docker-machine-swarm.cluster=${place.id}`],
    ...["--label", "pulumi-docker-machine-swarm.directory=/nowhere/hosts", `sw-${place.id}`],
  ]);
});

test("a host gets the address of its number, else the lowest free one", () => {
  expect(chooseAddress(network, "node3", new Set())).toBe("10.77.0.13");
  expect(chooseAddress(network, "node3", new Set(["10.77.0.13"]))).toBe("10.77.0.11");
  expect(chooseAddress(network, "web", new Set(["10.77.0.11"]))).toBe("10.77.0.12");
  expect(chooseAddress(network, "node99999", new Set())).toBe("10.77.0.11");
});

test("a full network is refused", () => {
  const tiny = parseNetwork("10.77.0.0/30");
  expect(() => chooseAddress(tiny, "node2", new Set(["10.77.0.2"]))).toThrow(/has room for 1 hosts/);
});

test("the kernel's table of routes is read", () => {
  const table =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
    "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n" +
    "tun0\t0000080A\t00000000\t0001\t0\t0\t0\t0000FEFF\t0\t0\t0\n";
  expect(parseRoutes(table)).toEqual([
    { text: "0.0.0.0/0", device: "eth0" },
    { text: "10.8.0.0/15", device: "tun0" },
  ]);
});
