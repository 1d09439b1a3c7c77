import { collectResources, valueOf } from "../../support/pulumi-mocks";

const made = {
  address: "10.77.0.11",
  url: "tcp://10.77.0.11:2376",
  state: "Running",
  engineVersion: "26.1.5",
};
const registered = collectResources((resource) =>
  resource.type === "command:local:Command" ? { stdout: JSON.stringify(made) } : {},
);

import { Machine } from "../../../components/machine/machine";

const local = { name: "node1", directory: ".state/dev/hosts", network: "10.77.0.0/24" };

/** Registers a machine and gives what was registered for it. */
async function register(name: string, args: Partial<ConstructorParameters<typeof Machine>[1]>) {
  registered.length = 0;
  const machine = new Machine(name, { driver: "virtualbox", storePath: ".state/dev/machines", ...args });
  await valueOf(machine.address);
  return { machine, commands: registered.filter((resource) => resource.type === "command:local:Command") };
}

test("A machine is one command that runs a constant script and takes its values from the environment", async () => {
  const { commands } = await register("swarm-node1", { driverOptions: { memory: 2048 } });

  expect(commands).toHaveLength(1);
  const { interpreter, create, delete: remove, environment } = commands[0].inputs;
  expect(create).toBe("create");
  expect(remove).toBe("remove");
  expect(interpreter).toEqual(["node", "-e", expect.stringContaining("machine/machine.command")]);
  expect(JSON.parse((environment as Record<string, string>).MACHINE_SPEC)).toEqual({
    name: "swarm-node1",
    driver: "virtualbox",
    driverOptions: { memory: 2048 },
    storePath: ".state/dev/machines",
  });
});

test("A local machine has a host of its own, which it replaces the machine with", async () => {
  const { commands } = await register("swarm-node1", { driver: "local", local, machineName: "node1" });

  expect(commands.map((command) => command.name)).toEqual(["swarm-node1-host", "swarm-node1-machine"]);
  const [host, machine] = commands;
  expect(JSON.parse((host.inputs.environment as Record<string, string>).LOCAL_HOST_SPEC)).toEqual(local);
  expect(machine.inputs.triggers).toContain("swarm-node1-host-id");
});

test("What docker-machine cannot change in place is a trigger of replacement; a deadline is not", async () => {
  const before = await register("m", { driverOptions: { memory: 1024 }, createTimeoutSeconds: 600 });
  const slower = await register("m", { driverOptions: { memory: 1024 }, createTimeoutSeconds: 900 });
  const larger = await register("m", { driverOptions: { memory: 2048 }, createTimeoutSeconds: 600 });

  expect(slower.commands[0].inputs.triggers).toEqual(before.commands[0].inputs.triggers);
  expect(larger.commands[0].inputs.triggers).not.toEqual(before.commands[0].inputs.triggers);
});

test("Credentials reach the script with the spec, and change no text of machines without any", async () => {
  const specOf = async (args: Parameters<typeof register>[1]) => {
    const { environment } = (await register("m", args)).commands[0].inputs;
    // Under the mocks what is secret, or holds a secret, is an object with its value.
    const { value = environment } = environment as { value?: unknown };
    return JSON.parse((value as { MACHINE_SPEC: string }).MACHINE_SPEC) as Record<string, unknown>;
  };

  expect(await specOf({ environment: { TOKEN: "x" } })).toMatchObject({ environment: { TOKEN: "x" } });
  expect(await specOf({ environment: {}, secretOptions: false })).toEqual(await specOf({}));
  expect(await specOf({ secretOptions: true })).toEqual(await specOf({}));
});

test("A machine's outputs are what the script printed", async () => {
  const { machine } = await register("m", {});

  expect(await valueOf(machine.address)).toBe("10.77.0.11");
  expect(await valueOf(machine.url)).toBe("tcp://10.77.0.11:2376");
  expect(await valueOf(machine.state)).toBe("Running");
  expect(await valueOf(machine.engineVersion)).toBe("26.1.5");
});
