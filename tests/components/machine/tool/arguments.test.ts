import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  commandArguments,
  createArguments,
  nameProblem,
} from "../../../../components/machine/tool/arguments";
import { run } from "../../../../lib/run";
import type { MachineSpec } from "../../../../components/machine/spec";
import { windowsArguments, windowsCommandLine } from "../support/windows-arguments";
import { Workshop } from "../support/workshop";

const spec = (changes: Partial<MachineSpec>): MachineSpec => ({
  name: "node1",
  driver: "virtualbox",
  storePath: "/store",
  ...changes,
});
const globals = ["--storage-path=/store", "--bugsnag-api-token=no-report"];

test("virtualbox is created in the host-only range that its new releases allow", () => {
  expect(createArguments(spec({}))).toEqual([
    ...globals,
    "create",
    "--driver=virtualbox",
    "--virtualbox-hostonly-cidr=192.168.56.1/24",
    "node1",
  ]);
});

test("Every option of virtualbox becomes its flag; switches stand alone, and only when they are on", () => {
  const driverOptions = {
    memory: 2048,
    cpuCount: -1,
    boot2dockerUrl: "file:///iso",
    importBoot2dockerVm: "b2d",
    hostDnsResolver: true,
    hostonlyCidr: "192.168.57.1/24",
    noVtxCheck: true,
    noShare: false,
    shareFolder: "/a b:c",
  };

  expect(createArguments(spec({ driverOptions })).slice(4, -1)).toEqual([
    "--virtualbox-hostonly-cidr=192.168.57.1/24",
    "--virtualbox-memory=2048",
    "--virtualbox-cpu-count=-1",
    "--virtualbox-boot2docker-url=file:///iso",
    "--virtualbox-import-boot2docker-vm=b2d",
    "--virtualbox-host-dns-resolver",
    "--virtualbox-no-vtx-check",
    "--virtualbox-share-folder=/a b:c",
  ]);
});

test("hyperv is created on its virtual switch, whose name may have spaces", () => {
  const driverOptions = {
    virtualSwitch: "My Switch",
    vlanId: 7,
    disableDynamicMemory: true,
    staticMacaddress: "x",
  };

  expect(createArguments(spec({ driver: "hyperv", driverOptions }))).toEqual([
    ...globals,
    "create",
    "--driver=hyperv",
    "--hyperv-virtual-switch=My Switch",
    "--hyperv-vlan-id=7",
    "--hyperv-disable-dynamic-memory",
    "--hyperv-static-macaddress=x",
    "node1",
  ]);
});

test("A local host is a host of driver generic, reached by docker-machine's own SSH client unless a connection is shared", () => {
  const access = { address: "10.80.0.11", sshUser: "root", sshPort: 22, sshKeyPath: "/k" };

  expect(createArguments(spec({ driver: "local" }), access)).toEqual([
    ...globals,
    "--native-ssh",
    "create",
    "--driver=generic",
    "--generic-ip-address=10.80.0.11",
    "--generic-ssh-user=root",
    "--generic-ssh-port=22",
    "--generic-ssh-key=/k",
    "node1",
  ]);
  expect(createArguments(spec({ driver: "local" }), access, true)).not.toContain("--native-ssh");
});

test("generic without a key leaves SSH to the ssh program, which knows agents; its key is made absolute", () => {
  const driverOptions = { ipAddress: "192.168.1.2" };

  expect(createArguments(spec({ driver: "generic", driverOptions }))).not.toContain("--native-ssh");
  const keyed = createArguments(
    spec({ driver: "generic", driverOptions: { ...driverOptions, sshKey: "keys/id" } }),
  );
  expect(keyed).toContain("--native-ssh");
  expect(keyed).toContain(`--generic-ssh-key=${join(process.cwd(), "keys/id")}`);
});

test("The flags of driver none have no prefix", () => {
  expect(createArguments(spec({ driver: "none", driverOptions: { url: "tcp://h:1" } }))).toContain(
    "--url=tcp://h:1",
  );
});

test("The engine's set-up and further names become flags, lists one flag for each value", () => {
  const engine = {
    labels: { zone: "a", disk: "ssd" },
    registryMirrors: ["https://m1", "https://m2"],
    insecureRegistries: ["r:5000"],
    storageDriver: "overlay2",
    environment: { HTTP_PROXY: "http://p:1" },
    installUrl: "https://i",
    options: ["log-level=debug"],
  };

  expect(createArguments(spec({ driver: "kvm", engine, tlsSans: ["a.b", "10.0.0.1"] })).slice(4)).toEqual([
    "--engine-label=zone=a",
    "--engine-label=disk=ssd",
    "--engine-registry-mirror=https://m1",
    "--engine-registry-mirror=https://m2",
    "--engine-insecure-registry=r:5000",
    "--engine-storage-driver=overlay2",
    "--engine-env=HTTP_PROXY=http://p:1",
    "--engine-install-url=https://i",
    "--engine-opt=log-level=debug",
    "--tls-san=a.b",
    "--tls-san=10.0.0.1",
    "node1",
  ]);
});

test("Options of a driver that is not known here are passed through under its prefix", () => {
  const driverOptions = { accessKeyId: "x", tags: ["a", "b"], useEbs: true };

  expect(createArguments(spec({ driver: "amazonec2", driverOptions })).slice(4)).toEqual([
    "--amazonec2-access-key-id=x",
    "--amazonec2-tags=a",
    "--amazonec2-tags=b",
    "--amazonec2-use-ebs",
    "node1",
  ]);
});

test("Other commands name the store and the machine", () => {
  expect(commandArguments(spec({}), ["rm", "-y"])).toEqual([...globals, "rm", "-y", "node1"]);
});

test.each([
  "",
  "-a",
  "a_b",
  "a b",
  ".a",
  "a;rm -rf ~",
  "$(id)",
  "`id`",
  "a\nb",
  "a\n",
  "../a",
  "ä",
  "%PATH%",
  "a'",
])("%j is no name of a machine", (name) =>
  expect(nameProblem(name)).toBe(
    `${JSON.stringify(name)}: letters, digits, "." and "-" expected, the first a letter or a digit, e.g. node1`,
  ),
);

test("A name has 63 characters at most", () => {
  expect(nameProblem("a".repeat(63))).toBeUndefined();
  expect(nameProblem("a".repeat(64))).toMatch(/at most 63 characters/);
  expect(nameProblem("Node-1.a")).toBeUndefined();
});

// Each value would leave a file behind if any shell, on any platform, read it.
const nasty = ["; touch X", "| touch X", "& touch X", "$(touch X)", "`touch X`", "' ; touch X '", '" & touch X "', "\ntouch X",
  "%COMSPEC%", "^&touch X", "!x!", "--help", "-f", "* ?", "\\", '\\"', "a\\", "ü€"]; // prettier-ignore

test.each(nasty)(
  "The value %j arrives as it is, in one argument, and nothing in it is run",
  async (value) => {
    const workshop = new Workshop();
    const folder = mkdtempSync(join(tmpdir(), "canary-"));
    const canary = join(folder, "canary");
    const bad = value.replace("X", canary);
    try {
      await workshop.open();
      const odd = workshop.spec({
        driver: "kvm",
        driverOptions: { diskName: bad },
        engine: { labels: { x: bad } },
      });
      await run(workshop.binary, createArguments(odd));

      const [{ args }] = workshop.notes();
      expect(args.slice(4)).toEqual([`--kvm-disk-name=${bad}`, `--engine-label=x=${bad}`, "m1"]);
      expect(existsSync(canary)).toBe(false);
    } finally {
      workshop.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

describe("On Windows", () => {
  const hyperv = (virtualSwitch: string) => {
    const given = createArguments(spec({ driver: "hyperv", driverOptions: { virtualSwitch, memory: 2048 } }));
    return given.map((arg) =>
      arg.startsWith("--storage-path=") ? "--storage-path=C:\\Users\\a b\\store" : arg,
    );
  };

  test("the command of hyperv is the one that a person would type", () => {
    expect(windowsCommandLine(hyperv("Docker Machine"))).toBe(
      '"--storage-path=C:\\Users\\a b\\store" --bugsnag-api-token=no-report create --driver=hyperv ' +
        '"--hyperv-virtual-switch=Docker Machine" --hyperv-memory=2048 node1',
    );
  });

  test.each([...nasty, "", "C:\\Program Files\\a b\\", 'a\\\\"b', "tab\tand  spaces "])(
    "the value %j arrives as it is, in one argument",
    (value) => {
      const args = hyperv(value);

      expect(windowsArguments(windowsCommandLine(args))).toEqual(args);
    },
  );
});
