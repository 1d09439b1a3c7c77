import {
  configurationOf,
  containerArguments,
  volumesOf,
} from "../../../../components/hosts/docker/container";
import { hostPlace, placeOf } from "../../../../components/hosts/docker/place";

const place = placeOf("/nowhere/cluster/hosts");
const host = hostPlace(place, "node1");
const spec = { name: "node1", directory: "/nowhere/cluster/hosts", network: "auto" };
const note = {
  engine: { context: "desktop-linux" },
  sshPort: 20010,
  enginePort: 20011,
  network: "10.77.0.0/24",
  address: "10.77.0.11",
  rights: ["--privileged"],
};
const order = { spec, note, image: "host:1", publicKey: "ssh-ed25519 AAAA sw", cgroupVersion: 2 };

/** The values of an option that is given several times. */
function valuesOf(option: string, args: readonly string[]): string[] {
  return args.filter((_, index) => args[index - 1] === option);
}

test("ports are published on this computer alone, the engine's under its own number", () => {
  const args = containerArguments(place, host, order);
  expect(valuesOf("--publish", args)).toEqual(["127.0.0.1:20010:22", "127.0.0.1:20011:20011"]);
});

test("ports of services are published on this computer alone, too", () => {
  const options = { publish: ["8080:80", "53:53/udp"] };
  const args = containerArguments(place, host, { ...order, spec: { ...spec, options } });
  expect(valuesOf("--publish", args).slice(2)).toEqual(["127.0.0.1:8080:80", "127.0.0.1:53:53/udp"]);
});

test("a host has the address and the name that it keeps", () => {
  const args = containerArguments(place, host, order);
  expect(valuesOf("--ip", args)).toEqual(["10.77.0.11"]);
  expect(valuesOf("--network", args)).toEqual([place.network]);
  expect(valuesOf("--hostname", args)).toEqual(["node1"]);
  expect(valuesOf("--name", args)).toEqual([`sw-${place.id}-node1`]);
});

test("what must outlive the container is on volumes of the host", () => {
  const args = containerArguments(place, host, order);
  expect(valuesOf("--volume", args)).toEqual(volumesOf(host).map(({ name, path }) => `${name}:${path}`));
  expect(volumesOf(host).map(({ path }) => path)).toEqual(["/etc", "/var/lib/docker", "/var/lib/containerd"]);
});

test("labels tell the cluster, its folder, the host and its ports", () => {
  expect(valuesOf("--label", containerArguments(place, host, order))).toEqual([
    `pulumi-docker-machine-swarm.cluster=${place.id}`,
    "pulumi-docker-machine-swarm.directory=/nowhere/cluster/hosts",
    "pulumi-docker-machine-swarm.host=node1",
    "pulumi-docker-machine-swarm.ports=20010,20011",
    `pulumi-docker-machine-swarm.configuration=${configurationOf(spec, note)}`,
  ]);
});

test("a cgroup namespace is asked for where the engine has version 2; elsewhere the boot makes one", () => {
  expect(valuesOf("--cgroupns", containerArguments(place, host, order))).toEqual(["private"]);
  expect(valuesOf("--cgroupns", containerArguments(place, host, { ...order, cgroupVersion: 1 }))).toEqual([]);
});

test("limits are given where they are configured", () => {
  const options = { memory: 512, cpus: 1.5 };
  const args = containerArguments(place, host, { ...order, spec: { ...spec, options } });
  expect(valuesOf("--memory", args)).toEqual(["512m"]);
  expect(valuesOf("--cpus", args)).toEqual(["1.5"]);
  expect(containerArguments(place, host, order)).not.toContain("--memory");
});

test("the container is another one when its options change, but not for its limits or another image of this project", () => {
  const configuration = configurationOf(spec, note);
  for (const options of [{ image: "mine" }, { publish: ["80:80"] }])
    expect(configurationOf({ ...spec, options }, note)).not.toBe(configuration);
  for (const options of [{}, { memory: 512 }, { cpus: 2 }])
    expect(configurationOf({ ...spec, options }, note)).toBe(configuration);
});

test("the command is the boot script with the host's name and the key that is let in", () => {
  const args = containerArguments(place, host, order);
  const command = args.slice(args.indexOf("host:1") + 1);
  expect(command.slice(0, 2)).toEqual(["/bin/sh", "-c"]);
  expect(command.slice(3)).toEqual(["boot", host.container, "ssh-ed25519 AAAA sw"]);
});
