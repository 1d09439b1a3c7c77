import { readFacts, type HostFacts } from "../../../../components/machine/drivers/host-look";
import { hostProblems, hostRemark } from "../../../../components/machine/drivers/host-problems";
import type { EngineOptions } from "../../../../components/machine/spec";

const good: HostFacts = {
  ...readFacts(""),
  time: Math.round(Date.now() / 1000),
  os: "debian",
  hasSudo: true,
  hasSystemd: true,
  docker: "/usr/bin/docker",
  dockerVersion: "Docker version 26.1.5",
  hasDaemon: true,
  unit: "loaded",
  engine: "26.1.5",
  swarm: "inactive",
  storageDriver: "overlay2",
};

const problemsOf = (facts: Partial<HostFacts>, engine?: EngineOptions) =>
  hostProblems({ ...good, ...facts }, engine).join("\n");

test("A host that is as it should be has no problem, with Docker or without", () => {
  expect(hostProblems(good)).toEqual([]);
  const bare = {
    docker: "",
    dockerVersion: "",
    hasDaemon: false,
    unit: "not-found",
    engine: "",
    swarm: "",
    storageDriver: "",
  };
  expect(problemsOf(bare)).toBe("");
  expect(problemsOf({ hasSudo: false, ...bare })).toBe("");
});

test.each<[string, Partial<HostFacts>, RegExp]>([
  ["a snap", { docker: "/snap/docker/2915/bin/docker" }, /is a snap.*snap remove docker/],
  ["a snap that is not on PATH", { docker: "", hasSnapDocker: true }, /is a snap/],
  ["Podman", { dockerVersion: "podman version 5.4.0" }, /Podman's.*remove the package podman-docker/],
  [
    "rootless Docker",
    { unit: "not-found", rootlessUsers: ["1000"] },
    /no docker\.service: user 1000 runs a rootless/,
  ],
  ["no unit", { unit: "not-found" }, /no docker\.service; install Docker's own package/],
  ["no daemon", { hasDaemon: false }, /no \/usr\/bin\/dockerd/],
  ["a masked unit", { unit: "masked" }, /docker\.service is masked.*systemctl unmask/],
  [
    "an unknown system",
    { os: "alpine", osName: "Alpine Linux v3.22" },
    /cannot set up Alpine Linux v3\.22 \(ID=alpine/,
  ],
  ["no systemd", { hasSystemd: false }, /without systemd/],
  ["no sudo", { os: "ubuntu", hasSudo: false }, /sudo is missing/],
  ["a locked swarm", { swarm: "locked" }, /in state locked; unlock it .* first \(docker swarm leave\)/],
  ["a pending swarm", { swarm: "pending" }, /in state pending; take it out/],
  [
    "an engine that is off",
    { engine: "", storageDriver: "", held: 2 },
    /does not answer, and holds 2 containers.*start it first/,
  ],
  [
    "another ExecStart",
    { laterDropIns: ["/etc/systemd/system/docker.service.d/override.conf"] },
    /override\.conf sets ExecStart/,
  ],
])("[existing-docker] %s is refused, with what to change", (_, facts, problem) => {
  expect(problemsOf(facts)).toMatch(problem);
});

test.each(["hosts", "tlsverify", "tlscacert", "tlscert", "tlskey", "storage-driver", "labels"])(
  "[existing-docker] daemon.json with %s is refused, with the file and the key",
  (key) => {
    const found = problemsOf({
      daemonJson: JSON.stringify({ [key]: [], "log-opts": { "max-size": "10m" } }),
    });
    expect(found).toContain(`/etc/docker/daemon.json has "${key}"`);
    expect(found).toMatch(/a flag sets it as well: .*; remove the key$/);
  },
);

test("[existing-docker] Keys of daemon.json that no flag sets stay, unless the engine's settings set them", () => {
  const daemonJson =
    '{"log-opts": {"max-size": "10m"}, "registry-mirrors": ["https://m"], "dns": ["192.0.2.1"]}';
  expect(problemsOf({ daemonJson })).toBe("");
  const engine = { registryMirrors: ["https://n"], options: ["log-opt max-size=20m", "dns=192.0.2.2"] };
  expect(problemsOf({ daemonJson }, engine).split("\n")).toEqual([
    expect.stringMatching(/"log-opts".*so does engine\.options "log-opt max-size=20m"/),
    expect.stringMatching(/"registry-mirrors".*so does engine\.registryMirrors/),
    expect.stringMatching(/"dns".*so does engine\.options "dns=192\.0\.2\.2"/),
  ]);
  expect(problemsOf({ daemonJson: "{" })).toMatch(/not a JSON object/);
});

test("[live-restore] A host with live-restore, or the nftables backend, is refused before it is changed", () => {
  expect(problemsOf({ daemonJson: '{"live-restore": true}' })).toMatch(
    /"live-restore": true, which no swarm allows; remove/,
  );
  expect(problemsOf({ daemonJson: '{"live-restore": false}' })).toBe("");
  expect(problemsOf({ daemonJson: '{"firewall-backend": "nftables"}' })).toMatch(
    /nftables", which no swarm allows/,
  );
});

test("[storage-driver] Another storage driver is refused where Docker holds something, and only there", () => {
  const held = { containers: 1, images: 2, storageDriver: "overlayfs" };
  expect(problemsOf(held, { storageDriver: "overlay2" })).toMatch(
    /engine\.storageDriver: "overlay2": its Docker has 1 container, 2 images with overlayfs.*write "overlayfs"/,
  );
  expect(problemsOf(held, { storageDriver: "overlayfs" })).toBe("");
  expect(problemsOf({ storageDriver: "overlayfs" }, { storageDriver: "overlay2" })).toBe("");
});

test("[existing-docker] What stays and what stops is said before Docker is restarted", () => {
  expect(hostRemark({ ...good, running: 2, containers: 3, volumes: 1 })).toBe(
    "its Docker 26.1.5 has 3 containers, 1 volume: all of it stays, with storage driver overlay2; provisioning restarts " +
      "Docker, and stops what runs: 2 containers",
  );
  expect(hostRemark(good)).toBeUndefined();
});

test("What the host prints is read line by line; what is missing is empty", () => {
  const facts = readFacts(
    `time=5\nos=debian\nrootlessUsers=1000\nrootlessUsers=1001\ndaemonJson=${Buffer.from('{"a":1}').toString("base64")}\ncontainers=3\nhasSudo=yes\n`,
  );
  expect(facts).toMatchObject({
    time: 5,
    os: "debian",
    rootlessUsers: ["1000", "1001"],
    daemonJson: '{"a":1}',
    containers: 3,
  });
  expect([facts.hasSudo, facts.hasDaemon, facts.engine, facts.images]).toEqual([true, false, "", 0]);
});
