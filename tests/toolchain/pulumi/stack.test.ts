import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  currentStack,
  ensureStack,
  namedStack,
  needsStack,
  prepareStack,
} from "../../../toolchain/pulumi/stack";
import { fakeProgram, newFolder, removeFolders } from "../support";

afterAll(removeFolders);

test.each([
  ["up"],
  ["preview --diff"],
  ["destroy --yes"],
  ["stack output nodes"],
  ["stack"],
  ["config set a b"],
])("%s works on the selected stack", (command) => expect(needsStack(command.split(" "))).toBe(true));

test.each([
  [""],
  ["version"],
  ["login s3://bucket"],
  ["stack init prod"],
  ["stack select prod"],
  ["stack ls"],
  ["up --stack prod"],
  ["up -s prod"],
  ["up --stack=prod"],
  ["-C elsewhere up"],
  ["up --help"],
])("%p needs no selected stack, or names one", (command) => {
  expect(needsStack(command.split(" ").filter(Boolean))).toBe(false);
});

/** A pulumi that has these stacks, and a log of what it was asked. */
function fakePulumi(stacks: { name: string; current: boolean; resourceCount?: number }[]) {
  const folder = newFolder();
  const command = join(folder, "pulumi");
  const list = JSON.stringify(stacks);
  writeFileSync(command, `#!/bin/sh\necho "$*" >>'${folder}/log'\n[ "$2" = ls ] && echo '${list}'\nexit 0\n`);
  chmodSync(command, 0o755);
  const asked = () => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "");
  return { cli: { command, origin: "path" as const, home: undefined }, asked };
}

const ls = "stack ls --json --non-interactive\n";
const select = "stack select --create dev --non-interactive\n";

test("the stack that is selected is used; pulumi is asked once", async () => {
  const { cli, asked } = fakePulumi([
    { name: "organization/swarm/dev", current: false },
    { name: "organization/swarm/prod", current: true },
  ]);
  expect(await ensureStack(cli, {})).toBe("prod");
  expect(asked()).toBe(ls);
  expect(await currentStack(cli, {})).toBe("organization/swarm/prod");
});

test("where no stack is selected the exercise's is", async () => {
  const { cli, asked } = fakePulumi([{ name: "dev", current: false }]);
  expect(await currentStack(cli, {})).toBeUndefined();
  expect(await ensureStack(cli, {})).toBe("dev");
  expect(asked()).toBe(ls + ls + select);
});

test("the exercise selects its stack, unless it is selected", async () => {
  const other = fakePulumi([{ name: "prod", current: true }]);
  await prepareStack(other.cli, {}, []);
  expect(other.asked()).toBe(ls + select);
  const same = fakePulumi([{ name: "dev", current: true }]);
  await prepareStack(same.cli, {}, []);
  expect(same.asked()).toBe(ls);
});

test("a stack without resources is known to be empty, and so is a new one", async () => {
  const empty = async (...stacks: Parameters<typeof fakePulumi>[0]) =>
    (await prepareStack(fakePulumi(stacks).cli, {}, [])).isEmpty;
  expect(await empty()).toBe(true);
  expect(await empty({ name: "dev", current: true, resourceCount: 0 })).toBe(true);
  expect(await empty({ name: "dev", current: true, resourceCount: 17 })).toBe(false);
  expect(await empty({ name: "dev", current: true })).toBe(false);
});

test("PULUMI_STACK wins, and pulumi is not asked", async () => {
  const { cli, asked } = fakePulumi([{ name: "dev", current: true }]);
  const env = { PULUMI_STACK: "organization/swarm/prod" };
  expect(await ensureStack(cli, env)).toBe("prod");
  expect(asked()).toBe("");
});

test.each([
  { how: "PULUMI_STACK", args: [], env: { PULUMI_STACK: "org/swarm/prod" } },
  { how: "--stack", args: ["--stack", "org/swarm/prod"], env: {} },
])(
  "npm start creates the stack that $how names, and leaves the selected one selected",
  async ({ args, env }) => {
    const { cli, asked } = fakePulumi([{ name: "dev", current: true }]);
    expect(await prepareStack(cli, env, args)).toEqual({ stack: "prod", isEmpty: true });
    expect(asked()).toBe(`${ls}stack init --no-select org/swarm/prod --non-interactive\n`);
    const known = fakePulumi([{ name: "prod", current: false, resourceCount: 3 }]);
    expect(await prepareStack(known.cli, env, args)).toEqual({ stack: "prod", isEmpty: false });
    expect(known.asked()).toBe(ls);
  },
);

test("a stack on the command line wins over PULUMI_STACK", () => {
  const env = { PULUMI_STACK: "prod" };
  for (const args of [
    ["up", "--stack", "org/swarm/test"],
    ["up", "-s", "test"],
    ["up", "--stack=test"],
  ])
    expect(namedStack(args, env)).toBe("test");
  expect(namedStack(["up"], env)).toBe("prod");
  expect(namedStack(["up"], {})).toBeUndefined();
});

test("what pulumi says when it cannot list the stacks is passed on", async () => {
  const command = fakeProgram(newFolder(), "pulumi", "error: log in first", 255);
  await expect(ensureStack({ command, origin: "path", home: undefined }, {})).rejects.toThrow(
    /^Cannot list the stacks. pulumi said:\nerror: log in first$/,
  );
});
