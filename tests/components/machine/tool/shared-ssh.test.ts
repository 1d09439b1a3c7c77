import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { shareSsh } from "../../../../components/machine/tool/shared-ssh";
import { run } from "../../../../lib/run";
import { which } from "../../../../lib/which";
import { isRunning, until } from "../support/processes";
import { SshStandIn } from "../support/ssh-stand-in";

const folder = mkdtempSync(join(tmpdir(), "shared-ssh-test-"));
const ssh = new SshStandIn(folder);
const { platform } = process;
const host = { address: "127.0.0.1", port: 1, user: "root", key: join(folder, "id") };

afterEach(() => {
  ssh.remove();
  Object.defineProperty(process, "platform", { value: platform });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const onPosix = platform === "win32" ? describe.skip : describe;

onPosix("A shared connection", () => {
  (which("ssh") ? test : test.skip)(
    "The ssh program takes it, although docker-machine tells it to take none",
    async () => {
      const shared = shareSsh(host, { checking: "no" })!;
      const env = shared.environment(process.env);
      const found = which("ssh", env)!;
      const asked = ["-G", "-F", "/dev/null", "-o", "ControlMaster=no", "-o", "ControlPath=none", "root@h"];
      const { stdout } = await run(found, asked, { env });
      await shared.close();

      expect(found).not.toBe(which("ssh"));
      expect(stdout).toMatch(/^controlpath \/tmp\/docker-machine-ssh-\w+\//m);
    },
  );

  test("It asks nothing, demands the key of the host that is known, and ends with its folder", async () => {
    ssh.install();
    const shared = shareSsh(host, { checking: "yes", file: "/known" })!;
    await until("the stand-in for ssh runs", () => ssh.hasStarted());
    const socket = shared.environment({}).SHARED_SSH_PATH!;

    expect(ssh.arguments().split("\n")).toEqual(
      expect.arrayContaining([
        ...[
          "-F",
          "/dev/null",
          "-M",
          "-N",
          `ControlPath=${socket}`,
          "BatchMode=yes",
          `IdentityFile="${host.key}"`,
        ],
        ...["StrictHostKeyChecking=yes", 'UserKnownHostsFile="/known"', "127.0.0.1"],
      ]),
    );
    expect(existsSync(dirname(socket))).toBe(true);
    await shared.close();
    expect(isRunning(ssh.pid())).toBe(false);
    expect(existsSync(dirname(socket))).toBe(false);
  });

  test("Folders that killed creates left are removed, and none that is in use or new", async () => {
    const longAgo = new Date(Date.now() - 120_000);
    const [left, used, begun] = ["left", "used", "begun"].map((name) =>
      mkdtempSync(`/tmp/docker-machine-ssh-test-${name}-`),
    );
    writeFileSync(join(used, "socket"), "");
    [left, used].forEach((each) => utimesSync(each, longAgo, longAgo));
    ssh.install();
    await shareSsh(host, { checking: "no" })!.close();

    expect([left, used, begun].map((each) => existsSync(each))).toEqual([false, true, true]);
    [used, begun].forEach((each) => rmSync(each, { recursive: true }));
  });

  test("There is none on Windows, and none without an ssh program", () => {
    Object.defineProperty(process, "platform", { value: "win32" });
    expect(shareSsh(host, { checking: "no" })).toBeUndefined();
    Object.defineProperty(process, "platform", { value: platform });
    process.env.PATH = folder;
    expect(shareSsh(host, { checking: "no" })).toBeUndefined();
  });
});
