import { rightsProblem, toolProblem } from "../../../../components/hosts/local/requirements";

const allRights = () => "Name:\tnode\nCapEff:\t000001ffffffffff\n";

test("Root of a Linux computer with all tools has no problem", () => {
  expect(rightsProblem("linux", 0, allRights)).toBeUndefined();
  expect(toolProblem(() => true, false, true)).toBeUndefined();
});

test.each(["darwin", "win32"])("On %s the answer is another driver", (platform) => {
  expect(rightsProblem(platform, 0, allRights)).toBe(
    `Local hosts need Linux, and this is ${platform}: set driver to one that works here, such as virtualbox or hyperv.`,
  );
});

test("Without root the answer is sudo, or another driver", () => {
  expect(rightsProblem("linux", 1000, allRights)).toContain(
    'need root: run the same command with sudo env "PATH=$PATH" before it',
  );
});

test("Root in a container without its rights is told which are missing", () => {
  const docker = () => "CapEff:\t00000000a80425fb\n";
  expect(rightsProblem("linux", 0, docker)).toContain(
    "lacks CAP_NET_ADMIN and CAP_SYS_ADMIN, as in a container",
  );
});

test("Missing tools are named in one sentence with the packages that bring them", () => {
  expect(toolProblem((tool) => !["ip", "systemd-nspawn"].includes(tool), false, true)).toBe(
    "Local hosts need systemd-nspawn, ip: install the packages " +
      "(on Debian and Ubuntu: apt-get install systemd-container iproute2) and run again.",
  );
});

test("What only makes the base, debootstrap and Debian's keys, is no longer asked for when it is made", () => {
  const noDebootstrap = (tool: string) => tool !== "debootstrap";
  expect(toolProblem(noDebootstrap, true, false)).toBeUndefined();
  expect(toolProblem(noDebootstrap, false, false)).toContain(
    "apt-get install debootstrap debian-archive-keyring",
  );
});
