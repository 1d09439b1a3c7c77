import { rightsArguments } from "../../../../components/hosts/docker/rights";

const status = (bounding: string) => `Name:\tinit\nCapEff:\t0000000000000000\nCapBnd:\t${bounding}\n`;

test("a root with all rights gives its containers all of them", () => {
  expect(rightsArguments(status("000001ffffffffff"))).toEqual(["--privileged"]);
});

test("a root that lacks a right gives its containers the others by name", () => {
  const args = rightsArguments(status("000001fffeffffff"));
  expect(args).not.toContain("--privileged");
  expect(args).not.toContain("SYS_RESOURCE");
  expect(args.slice(0, 4)).toEqual(["--cap-drop", "ALL", "--cap-add", "CHOWN"]);
  expect(args.filter((arg) => arg === "--cap-add")).toHaveLength(37);
  expect(args).toContain("systempaths=unconfined");
  expect(args.slice(-2)).toEqual(["--device-cgroup-rule", "a *:* rwm"]);
});

test("rights whose names older engines do not know are never asked for", () => {
  const args = rightsArguments(status("000001fffeffffff")).join(" ");
  expect(args).not.toMatch(/BPF|PERFMON|CHECKPOINT_RESTORE/);
});
