import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { script } from "../../components/command-script";
import { identityOf } from "../../components/machine/identity";
import { providerText } from "../../components/swarm/dynamic";
import nodeHandlers from "../../components/swarm/node/handlers";
import swarmHandlers from "../../components/swarm/swarm/handlers";
import tokensHandlers from "../../components/swarm/tokens/handlers";

// What each release wrote into stacks (secrets and printed output left out). A later one must find nothing to change.

interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
}

const folder = join(__dirname, "../fixtures/states");
const releases = readdirSync(folder).map((file) => {
  return [file, JSON.parse(readFileSync(join(folder, file), "utf8")) as Recorded[]] as const;
});

const dynamic = {
  Swarm: { module: "swarm/swarm.provider", handlers: swarmHandlers },
  JoinTokens: { module: "swarm/tokens.provider", handlers: tokensHandlers },
  SwarmNode: { module: "swarm/node.provider", handlers: nodeHandlers },
} as const;

const scripts = {
  workspace: script("machine/workspace.command", "prepare", "sweep"),
  host: script("machine/local/host.command", "up", "down"),
  machine: script("machine/machine.command", "create", "remove"),
};

test.each(releases)("%s: no swarm resource has a diff", async (_release, resources) => {
  const recorded = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/swarm:"));
  expect(recorded.map(({ type }) => type.split(":").pop()).sort()).toEqual([
    ...["JoinTokens", "Swarm", "SwarmNode", "SwarmNode", "SwarmNode"],
  ]);
  for (const { type, id, inputs, outputs } of recorded) {
    const { module, handlers } = dynamic[type.split(":").pop() as keyof typeof dynamic];
    expect(inputs.__provider).toBe(providerText(module));
    const diff = handlers.diff as (
      id: string,
      olds: unknown,
      news: unknown,
    ) => Promise<{ changes?: boolean }>;
    expect([type, await diff(id, outputs, inputs)]).toEqual([type, { changes: false }]);
  }
});

test.each(releases)(
  "%s: no command has another text, and no machine another identity",
  (_release, resources) => {
    const recorded = resources.filter(({ type }) => type === "command:local:Command");
    expect(recorded).toHaveLength(7);
    for (const { name, inputs } of recorded) {
      expect(inputs).toMatchObject({ ...scripts[name.split("-").pop() as keyof typeof scripts] });
      const spec = (inputs.environment as Record<string, string>).MACHINE_SPEC;
      if (spec) expect((inputs.triggers as unknown[]).slice(0, -1)).toEqual(identityOf(JSON.parse(spec)));
    }
  },
);
