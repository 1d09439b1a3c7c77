import { addressesOf } from "../../../../components/swarm/node/addresses";
import { elapse } from "../../../support/elapse";
import { stage } from "../../../support/handlers";
import { useVirtualTime } from "../../../support/virtual-time";
import { FakeWorld } from "../../../support/fake-world";

useVirtualTime();

const lo = { device: "lo", address: "127.0.0.1" };
const eth0 = { device: "eth0", address: "10.9.0.2" };
const second = { device: "eth0", address: "10.9.0.200" };
const v6 = { device: "eth0", address: "fd00::2" };

/** A swarm of node1, and node2 that is to join with some addresses. */
async function joining(wanted: object, interfaces = [lo, eth0]) {
  const s = stage("node1", "node2");
  const { swarmId } = await s.up({ node1: "manager" });
  s.world.host("node2").interfaces = interfaces;
  const join = () => elapse(s.node.create(s.nodeInputs(swarmId, "node2", wanted)));
  return { ...s, join, calls: s.world.host("node2").calls };
}

test.each(["advertiseAddress", "dataPathAddress", "listenAddress"])(
  "[wrong-interface] %s with an interface that is not there is refused before the join",
  async (key) => {
    const s = await joining({ [key]: "eth9" });

    await expect(s.join()).rejects.toThrow(
      `${key} "eth9" of node2: the machine has no such interface; it has eth0 (10.9.0.2)`,
    );
    expect(s.calls).not.toContain("swarmJoin");
  },
);

test("[wrong-interface] A listenAddress that is another host's is refused before the join", async () => {
  const s = await joining({ listenAddress: "10.9.0.1:2377" });

  await expect(s.join()).rejects.toThrow(
    /listenAddress "10.9.0.1:2377" of node2: the machine does not have this/,
  );
  expect(s.calls).not.toContain("swarmJoin");
});

test("[wrong-interface] A node that took another address than was asked for leaves again", async () => {
  const s = await joining({ advertiseAddress: "10.9.0.77" });
  const engine = s.world.engine("node1");
  // The engine passes over what it cannot use.
  s.world.beforeJoin = (host) => Object.defineProperty(host, "advertised", { set: () => undefined });

  await expect(s.join()).rejects.toThrow(
    "its engine took 10.9.0.2 in place of 10.9.0.77; it has eth0 (10.9.0.2). It left again",
  );
  expect(s.world.host("node2").membership).toBeUndefined();
  expect(await elapse(engine.nodes())).toHaveLength(1);
});

test("[wrong-interface] An interface that is there, and an address before the machine, are taken", async () => {
  expect((await (await joining({ advertiseAddress: "eth0" })).join()).outs.status).toBe("ready");
  expect((await (await joining({ advertiseAddress: "192.0.2.99" })).join()).outs.status).toBe("ready");
});

test("[two-addresses] An interface with two addresses is refused in the same words for a join and an init", async () => {
  const text =
    /the interface has more than one IPv4 address \(10\.9\.0\.2 and 10\.9\.0\.200\); set advertiseAddress to one/;
  const s = await joining({ advertiseAddress: "eth0" }, [eth0, second]);
  await expect(s.join()).rejects.toThrow(text);
  expect(s.calls).not.toContain("swarmJoin");

  const world = new FakeWorld("node1");
  world.host("node1").interfaces = [eth0, second];
  await expect(addressesOf(world.fleet, "node1", { advertiseAddress: "eth0" })).rejects.toThrow(text);
});

test.each([
  [{ listenAddress: "fd00::2" }, { ListenAddr: "[fd00::2]:2377", AdvertiseAddr: "10.9.0.1" }],
  [{ listenAddress: "[fd00::2]:2400" }, { ListenAddr: "[fd00::2]:2400", AdvertiseAddr: "10.9.0.1" }],
  [{ listenAddress: "10.9.0.2" }, { ListenAddr: "10.9.0.2:2377", AdvertiseAddr: "10.9.0.1" }],
  [{ listenAddress: "eth0" }, { ListenAddr: "eth0:2377", AdvertiseAddr: "10.9.0.1" }],
  [{ advertiseAddress: "fd00::2" }, { ListenAddr: "[::]:2377", AdvertiseAddr: "fd00::2" }],
  [{ advertiseAddress: "[fd00::2]:2400" }, { ListenAddr: "[::]:2377", AdvertiseAddr: "[fd00::2]:2400" }],
  [{ advertiseAddress: "eth0:2400" }, { ListenAddr: "0.0.0.0:2377", AdvertiseAddr: "eth0:2400" }],
  [
    { dataPathAddress: "[fd00::2]" },
    { ListenAddr: "0.0.0.0:2377", AdvertiseAddr: "10.9.0.1", DataPathAddr: "fd00::2" },
  ],
])("[ipv6] The engine gets %j as it reads addresses", async (wanted, expected) => {
  const world = new FakeWorld("node1");
  world.host("node1").interfaces = [eth0, v6];
  expect(await addressesOf(world.fleet, "node1", wanted)).toEqual(expected);
});

test("[ipv6] A machine that has IPv6 only listens there", async () => {
  const world = new FakeWorld("node1");
  world.host("node1").address = "fd00::1";
  expect(await addressesOf(world.fleet, "node1", {})).toEqual({
    ListenAddr: "[::]:2377",
    AdvertiseAddr: "fd00::1",
  });
});

test("[dns-name] A machine with a DNS name advertises the address that it is looked up to", async () => {
  const world = new FakeWorld("node1");
  const host = world.host("node1");
  host.address = "h1.test";
  host.lookUp = () => (host.address = "192.0.2.7");

  expect(await addressesOf(world.fleet, "node1", {})).toMatchObject({ AdvertiseAddr: "192.0.2.7" });
  host.lookUp = () => {
    throw new Error("not asked");
  };
  expect(await addressesOf(world.fleet, "node1", { advertiseAddress: "192.0.2.8" })).toMatchObject({
    AdvertiseAddr: "192.0.2.8",
  });
});

test("[dns-name] A refresh sees that the name leads elsewhere now, and the next update joins with that address", async () => {
  const s = await joining({}, [lo, eth0]);
  const host = s.world.host("node2");
  const { id, outs } = await s.join();
  host.lookUp = () => host.moveTo("10.9.0.22");

  const { props, inputs } = await elapse(s.node.read!(id, outs));
  expect(props?.status).toBe("moved");
  const { outs: after } = await elapse(
    s.node.update!(id, props!, { ...inputs!, status: undefined } as never),
  );
  expect(after).toMatchObject({ machineAddress: "10.9.0.22", status: "ready" });
});

test("[one-address] Two machines that lead to one engine are refused, with both names", async () => {
  const s = stage("node1", "node2");
  const { swarmId } = await s.up({ node1: "manager" });
  s.world.host("node2").membership = s.world.host("node1").membership;

  await expect(elapse(s.node.create(s.nodeInputs(swarmId, "node2")))).rejects.toThrow(
    /^node2 and node1 are one Docker Engine: .*10\.9\.0\.2 port 2376\. Give each host an address, or an enginePort/,
  );
});
