import { driverOf } from "../../../../components/machine/drivers";
import { engineProblems } from "../../../../components/machine/drivers/engine-problems";
import { optionProblems } from "../../../../components/machine/drivers/options";

const computer = { memoryMb: 16000, cpus: 4 };
const problems = (driver: string, options: Record<string, unknown>) =>
  optionProblems(driverOf(driver), options, (option) => `nodes[0].driverOptions.${option}`, computer);

test("Right options have no problems", () => {
  const all = {
    memory: 2048,
    cpuCount: -1,
    diskSize: 20000,
    hostonlyCidr: "192.168.56.1/24",
    noShare: true,
    uiType: "headless",
  };
  expect(problems("virtualbox", all)).toEqual([]);
  expect(
    problems("hyperv", {
      virtualSwitch: "My Switch",
      memory: 1024,
      vlanId: 0,
      staticMacaddress: "00:15:5d:00:00:01",
    }),
  ).toEqual([]);
  expect(problems("none", { url: "tcp://h:2376" })).toEqual([]);
  expect(problems("generic", { ipAddress: "h.example", sshUser: "admin", sshPort: 2222 })).toEqual([]);
  expect(optionProblems(driverOf("local"), undefined, (option) => option)).toEqual([]);
});

test.each([
  ["virtualbox", "memory", "lots", "memory in MB expected, a whole number between 256 and 16000, e.g. 2048"],
  ["virtualbox", "memory", 16, "memory in MB expected, a whole number between 256 and 16000, e.g. 2048"],
  ["hyperv", "memory", 1e9, "memory in MB expected, a whole number between 256 and 16000, e.g. 2048"],
  ["virtualbox", "cpuCount", 0, "number of CPUs expected, 1 to 4, or -1 for all"],
  ["virtualbox", "cpuCount", 5, "number of CPUs expected, 1 to 4, or -1 for all"],
  ["hyperv", "cpuCount", -1, "number of CPUs expected, 1 to 4"],
  ["hyperv", "cpuCount", 1.5, "number of CPUs expected, 1 to 4"],
  [
    "virtualbox",
    "diskSize",
    -1,
    "disk size in MB expected, a whole number between 1000 and 64000000, e.g. 20000",
  ],
  ["virtualbox", "hostonlyCidr", "192.168.56.1", "address and prefix length expected, e.g. 192.168.56.1/24"],
  [
    "virtualbox",
    "natNictype",
    "e1000",
    "network card expected: 82540EM, Am79C970A, Am79C973, 82543GC, 82545EM or virtio",
  ],
  ["hyperv", "vlanId", 4095, "VLAN expected, 1 to 4094, or 0 for none"],
  ["hyperv", "staticMacaddress", "00:15", "MAC address expected, e.g. 00:15:5d:00:00:01"],
  ["hyperv", "virtualSwitch", "", "must not be empty"],
  ["none", "url", "http://x", "URL of an engine expected, e.g. tcp://192.168.1.20:2376"],
])("%s: %s = %j", (driver, option, value, rule) => {
  expect(problems(driver, { [option]: value })).toEqual([
    `nodes[0].driverOptions.${option}: ${JSON.stringify(value)}: ${rule}`,
  ]);
});

test.each(["sshPort", "enginePort"])("generic's %s is a port", (option) => {
  for (const value of [0, 70000, "22a", 1.5]) {
    expect(problems("generic", { ipAddress: "10.0.0.1", [option]: value })).toEqual([
      `nodes[0].driverOptions.${option}: ${JSON.stringify(value)}: port 1-65535 expected`,
    ]);
  }
});

test("generic's address is required, and has neither scheme nor port", () => {
  const rule = "IP address or DNS name without scheme and port expected, e.g. 192.168.1.20";
  for (const value of ["300.1.1.1", "http://x", "x:22"]) {
    expect(problems("generic", { ipAddress: value })).toEqual([
      `nodes[0].driverOptions.ipAddress: ${JSON.stringify(value)}: ${rule}`,
    ]);
  }
  expect(problems("generic", {})).toEqual([`nodes[0].driverOptions.ipAddress: is missing; ${rule}`]);
});

test("generic's key file is looked at", () => {
  expect(problems("generic", { ipAddress: "h", sshKey: "/no/such/key" })).toEqual([
    'nodes[0].driverOptions.sshKey: "/no/such/key": file not found: /no/such/key',
  ]);
});

test("An unknown option is met with the nearest known one, also where it has its driver's prefix", () => {
  expect(problems("virtualbox", { memry: 1, virtualboxMemory: 1, hypervVirtualSwitch: 1 })).toEqual([
    "nodes[0].driverOptions.memry: is not an option of driver virtualbox; did you mean memory?",
    "nodes[0].driverOptions.virtualboxMemory: is not an option of driver virtualbox; did you mean memory?",
    expect.stringMatching(
      /hypervVirtualSwitch: is not an option of driver virtualbox; known are memory, cpuCount, /,
    ),
  ]);
  expect(problems("local", { memory: 1 })).toEqual([
    "nodes[0].driverOptions.memory: driver local has no options",
  ]);
});

test("All faults are found at once", () => {
  expect(problems("virtualbox", { memory: "lots", cpuCount: 0, wrong: 1 })).toHaveLength(3);
});

test("Options of a driver that is not known here are names in camelCase with plain values, never shown", () => {
  expect(problems("digitalocean", { size: "s-1", tags: ["a"], ipv6: true, port: 1 })).toEqual([]);
  const [first, second, ...rest] = problems("digitalocean", {
    accessToken: { s3cret: 1 },
    "access-token": "s3cret",
  });
  expect([first, second].join("\n")).toMatch(
    /accessToken: text, number, true, false or a list of texts expected/,
  );
  expect([first, second].join("\n")).toMatch(/access-token: a flag's name in camelCase/);
  expect([first, second].join("\n")).not.toContain("s3cret");
  expect(rest).toEqual([]);
});

test("An install URL is refused where the image has Docker in it", () => {
  const engine = { installUrl: "https://get.docker.com" };
  const pathOf = (setting: string) => `engine.${setting}`;

  expect(engineProblems(driverOf("virtualbox"), engine, pathOf)).toEqual([
    "engine.installUrl: cannot be used with driver virtualbox, whose image already contains Docker",
  ]);
  expect(engineProblems(driverOf("generic"), engine, pathOf)).toEqual([]);
  expect(engineProblems(driverOf("hyperv"), undefined, pathOf)).toEqual([]);
});
