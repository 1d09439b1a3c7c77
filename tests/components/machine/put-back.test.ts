import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureMachine } from "../../../components/machine/ensure";
import { Workshop } from "./support/workshop";

jest.setTimeout(30_000);

const workshop = new Workshop();
const log = () => join(workshop.folder, "scripts");
let lines: string[] = [];
const report = (line: string) => void lines.push(line);

/** An ssh that notes the scripts it is given, and answers each kind. */
function fakeSsh(answers: { look?: string[]; putBack?: string; saveCode?: number }): void {
  const text = `#!${process.execPath}
    if (process.argv.includes("-M")) process.exit();
    const fs = require("fs");
    const script = fs.readFileSync(0, "utf8");
    const kind = /journalctl/.test(script) ? "putBack" : /date \\+%s/.test(script) ? "look" : /set -e/.test(script) ? "save" : "drop";
    fs.appendFileSync(${JSON.stringify(log())}, kind + "\\n");
    const looks = ${JSON.stringify(answers.look ?? [""])};
    const count = fs.readFileSync(${JSON.stringify(log())}, "utf8").split("look").length - 2;
    const time = "time=" + Math.round(Date.now() / 1000) + "\\nos=debian\\nhasSystemd=yes\\n";
    if (kind === "look") process.stdout.write(time + looks[Math.min(count, looks.length - 1)]);
    if (kind === "putBack") process.stdout.write(${JSON.stringify(answers.putBack ?? "now=active\n")});
    if (kind === "save") { process.stderr.write("No space left on device"); process.exitCode = ${answers.saveCode ?? 0}; }`;
  writeFileSync(join(workshop.folder, "bin", "ssh"), text);
  chmodSync(join(workshop.folder, "bin", "ssh"), 0o755);
}

const scripts = () => readFileSync(log(), "utf8").trim().split("\n");
const spec = () => workshop.spec({ driver: "generic", driverOptions: { ipAddress: "127.0.0.1" } });

beforeEach(async () => {
  lines = [];
  await workshop.open();
});
afterEach(() => workshop.close());

test("[put-back] What a create replaces is copied before, and the copies go after it succeeded", async () => {
  fakeSsh({});
  await ensureMachine(spec(), report);
  expect(scripts()).toEqual(["look", "save", "drop"]);
});

test("[put-back] After a failed create the host is put back, with the reason of its Docker", async () => {
  const journal = [
    "Starting docker.service...",
    "Status: unknown flag: --x",
    "docker.service: Failed with result 'exit-code'.",
  ];
  fakeSsh({ putBack: `${journal.map((line) => `journal=${line}\n`).join("")}now=active\n` });
  workshop.behave({ create: ["fail"] });

  await expect(ensureMachine(spec(), report)).rejects.toThrow(
    /What the create left was removed\.\nFiles, host name and Docker of 127\.0\.0\.1:22 are as before, and Docker runs\.\nDocker's journal said:\n {2}Status: unknown flag: --x$/,
  );
  expect(scripts()).toEqual(["look", "save", "putBack"]);
  expect(existsSync(workshop.store)).toBe(false);
});

test("[put-back] A host whose files cannot be copied is not changed", async () => {
  fakeSsh({ saveCode: 1 });
  await expect(ensureMachine(spec(), report)).rejects.toThrow(
    /Nothing was changed on 127\.0\.0\.1:22, since its files cannot be copied: No space left on device/,
  );
  expect(workshop.commands()).toEqual([]);
});

test("[put-back] What a create that was killed changed is put back by the next one, before it looks", async () => {
  fakeSsh({ look: ["isUnfinished=yes\n", ""] });
  await ensureMachine(spec(), report);
  expect(scripts()).toEqual(["look", "putBack", "look", "save", "drop"]);
  expect(lines).toContainEqual(expect.stringMatching(/an earlier create was interrupted/));
});

test("[storage-driver] The storage driver in use is given to docker-machine", async () => {
  fakeSsh({
    look: [
      "engine=29.1.0\nstorageDriver=overlayfs\ndocker=/usr/bin/docker\nhasDaemon=yes\nunit=loaded\nhasSudo=yes\n",
    ],
  });
  await ensureMachine(spec(), report);
  expect(
    workshop.calls().find(([command, , , ...rest]) => command === "create" && rest.at(-1) === "m1"),
  ).toContain("--engine-storage-driver=overlayfs");
});
