import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostAccess } from "../../components/hosts/host";
import { ensureLocalHost } from "../../components/hosts/local/host";
import { removeAllLocalHosts } from "../../components/hosts/local/remove";
import { localHostProblem } from "../../components/hosts/local/requirements";
import { TestStack } from "./support/stack";

// Hosts that somebody has, by driver generic: a manager that is reached by a DNS name, and a worker that gets another
// name. They are bare local hosts, which this stack did not create and does not remove. One story, in order.

jest.setTimeout(600_000);

const problem = localHostProblem();
if (problem) console.log(`Skipped: ${problem}`);
const scenario = problem ? describe.skip : describe;

const stack = new TestStack("own-hosts");
const directory = join(stack.directory, "somebody's-hosts");
const network = "10.92.0.0/24";
const name = "h1.own-hosts.test";
const namesFile = "/etc/hosts";

interface Row {
  readonly name: string;
  readonly address: string;
  readonly status: string;
}

scenario("Hosts that somebody has", () => {
  const access: HostAccess[] = [];
  const driverOptions = (index: number, ipAddress = access[index]!.address) => ({
    ipAddress,
    sshUser: access[index]!.sshUser,
    sshKey: access[index]!.sshKeyPath,
  });
  const configure = (worker: object) =>
    stack.configure({
      driver: "generic",
      nodes: [
        { name: "m1", role: "manager", driverOptions: driverOptions(0, name) },
        { driverOptions: driverOptions(1), ...worker },
      ],
    });
  const rows = async () =>
    (await stack.output<Row[]>("nodes")).map(({ name: node, address, status }) => ({
      node,
      address,
      status,
    }));

  beforeAll(async () => {
    await removeAllLocalHosts(directory, console.log);
    stack.remove();
    await stack.init();
    for (const host of ["h1", "h2"])
      access.push(await ensureLocalHost({ name: host, directory, network }, () => undefined));
    appendFileSync(namesFile, `${access[0]!.address} ${name}\n`);
  });

  afterAll(async () => {
    const lines = readFileSync(namesFile, "utf8").split("\n");
    writeFileSync(namesFile, lines.filter((line) => !line.endsWith(` ${name}`)).join("\n"));
    await removeAllLocalHosts(directory, () => undefined);
    stack.remove();
  });

  test("[wrong-interface] A node that is to advertise an interface it does not have is refused before it joins", async () => {
    configure({ name: "web2", advertiseAddress: "eth9" });
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", ...stack.configFlags);

    expect(code).not.toBe(0);
    expect(output).toMatch(
      /advertiseAddress "eth9" of web2: the machine has no such interface; it has \S+ \(10\.92\.0\.\d+\)/,
    );
  });

  test("[dns-name] A manager that is reached by a DNS name advertises the address that it leads to", async () => {
    configure({ name: "web2" });
    const { output } = await stack.up();

    expect(output).not.toContain("is in another swarm");
    expect(await rows()).toEqual([
      { node: "m1", address: access[0]!.address, status: "ready" },
      { node: "web2", address: access[1]!.address, status: "ready" },
    ]);
    await stack.up("--refresh", "--expect-no-changes");
  });

  test("[renamed-node] A host gets another name in one run: the old node leaves, then it joins under the new one", async () => {
    configure({ name: "web-02" });
    const { output } = await stack.up();

    expect(output).toMatch(/\[web2\] left the swarm[\s\S]*\[web-02\] joined as worker/);
    expect(await rows()).toEqual([
      { node: "m1", address: access[0]!.address, status: "ready" },
      { node: "web-02", address: access[1]!.address, status: "ready" },
    ]);
    await stack.up("--refresh", "--expect-no-changes");
  });

  test("destroy leaves the hosts as they are, in no swarm", async () => {
    await stack.destroy();
  });
});
