import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { builtDockerMachine, downloadedDockerMachine, findDockerMachine } from "../../../lib/docker-machine";
import versions from "../../../lib/versions.json";
import { dockerMachine } from "../../../toolchain/machine/docker-machine";
import { createSteps } from "../../../toolchain/shared/steps";
import { type Answer, ReleaseServer, sha256 } from "../release-server";
import { fakeProgram, keptLines, newFolder, removeFolders } from "../support";

const rancher = "https://github.com/rancher/machine/releases/download/v0.15.0-rancher130/rancher-machine";
const gitlab = "https://gitlab-docker-machine-downloads.s3.amazonaws.com/v0.16.2-gitlab.20/docker-machine";
const docker = "https://github.com/docker/machine/releases/download/v0.16.2/docker-machine";

/** What is downloaded for each system and processor. */
const systems = [
  ["linux", "x64", `${rancher}-amd64.tar.gz`],
  ["linux", "arm64", `${rancher}-arm64.tar.gz`],
  ["darwin", "x64", `${gitlab}-Darwin-x86_64`],
  ["darwin", "arm64", `${gitlab}-Darwin-x86_64`],
  ["win32", "x64", `${docker}-Windows-x86_64.exe`],
  ["win32", "arm64", `${docker}-Windows-x86_64.exe`],
] as const;

const { platform, arch } = process;
const { XDG_CACHE_HOME } = process.env;
const pinned = structuredClone(versions.dockerMachineReleases);
const server = new ReleaseServer();
const kept = keptLines();
const steps = createSteps(kept);
let cache: string;

beforeAll(() => server.open());
beforeEach(() => {
  cache = process.env.XDG_CACHE_HOME = newFolder();
  server.reset();
  kept.lines.length = 0;
});
afterEach(() => {
  as(platform, arch);
  Object.assign(versions.dockerMachineReleases, structuredClone(pinned));
});
afterAll(() => {
  server.close();
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  removeFolders();
});

function as(system: NodeJS.Platform, processor: NodeJS.Architecture): void {
  Object.defineProperty(process, "platform", { value: system });
  Object.defineProperty(process, "arch", { value: processor });
}

/** A program that says its version, as the official file holds it. */
function release(url: string, script = "echo docker-machine version 0.16.2"): Buffer {
  const program = Buffer.from(`#!/bin/sh\n${script}\n`);
  if (!url.endsWith(".tar.gz")) return program;
  const folder = newFolder();
  writeFileSync(join(folder, "rancher-machine"), program, { mode: 0o755 });
  return execFileSync("tar", ["-cz", "-C", folder, "rancher-machine"]);
}

/** Pins a file in place of the real one of this system, and lets the server answer with it or otherwise. */
function publish(url: string, content = release(url), answer: Answer = content): void {
  const key = `${process.platform}-${process.arch}` as keyof typeof pinned;
  versions.dockerMachineReleases[key].sha256 = sha256(content);
  server.answers.set(url, answer);
}

/** A PATH with a go that builds a program, or without any. */
function withGo(): NodeJS.ProcessEnv {
  const folder = newFolder();
  const script = `#!/bin/sh
[ "$1" = env ] && echo go1.26.0
while [ $# -gt 0 ]; do [ "$1" = -o ] && echo built > "$2" && /bin/chmod 755 "$2"; shift; done
exit 0`;
  for (const name of ["go", "go.exe"]) {
    writeFileSync(join(folder, name), script);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: folder };
}
const withoutGo = () => ({ PATH: newFolder() });

/** All files of docker-machine's set-up in the cache but locks. */
function leftovers(): string[] {
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"))
    .map(({ name }) => name)
    .sort();
}

/** A file that an unverified program would create. */
const ranUnverified = join(tmpdir(), `ran-unverified-${process.pid}`);

const failures = [
  ["404", "not found", /cannot be used: HTTP status 404$/],
  ["a server out of reach", "unreachable", /^[\w.-]+ cannot be used: ./],
  ["a file that breaks off", "truncated", /^the download of https:.* broke off: ./],
  [
    "another file",
    Buffer.from(`#!/bin/sh\n/bin/touch ${ranUnverified}\n`),
    /has the SHA-256 checksum \w{64} instead of \w{64}/,
  ],
] as const;

test("every pinned release has a checksum and says where that was found", () => {
  for (const [system, processor, url] of systems) {
    const { sha256: sum, source, version, ...rest } = pinned[`${system}-${processor}`];
    expect(rest.url).toBe(url);
    expect(url).toContain(`/v${version}/`);
    expect(sum).toMatch(/^[0-9a-f]{64}$/);
    expect(source).toMatch(/^[\w-]+\/[\w-]+, [\w./-]+$/);
  }
  expect(Object.keys(pinned)).toHaveLength(systems.length);
});

describe.each(systems)("On %s %s", (system, processor, url) => {
  beforeEach(() => as(system, processor));

  test("a docker-machine on PATH is used, and nothing is downloaded", async () => {
    const folder = newFolder();
    const command = fakeProgram(folder, system === "win32" ? "docker-machine.exe" : "docker-machine");
    expect(await dockerMachine(steps, { PATH: folder })).toBe(command);
    expect(server.asked).toEqual([]);
    expect(kept.lines).toEqual([]);
  });

  test("the official release is downloaded once, without Go", async () => {
    publish(url);
    const env = withoutGo();
    const command = await dockerMachine(steps, env);
    expect(command).toBe(downloadedDockerMachine());
    expect(readFileSync(command, "utf8")).toContain("docker-machine version");
    expect(leftovers()).toEqual([basename(command)]);
    expect(kept.lines[0]).toMatch(
      /^> docker-machine 0\.1\d[\w.-]+: downloading the official release \(usually 10 s to 1 minute\)$/,
    );
    expect(await dockerMachine(steps, env)).toBe(command);
    expect(server.asked).toEqual([url]);
  });

  test("a redirect is followed", async () => {
    const content = release(url);
    publish(url, content, { movedTo: "https://elsewhere.example/file" });
    server.answers.set("https://elsewhere.example/file", content);
    expect(await dockerMachine(steps, withoutGo())).toBe(downloadedDockerMachine());
    expect(server.asked).toEqual([url, "https://elsewhere.example/file"]);
  });

  test.each(failures)(
    "%s: it is built where there is a Go, and nothing stays of the download",
    async (_, answer) => {
      publish(url, release(url), answer);
      const command = await dockerMachine(steps, withGo());
      expect(command).toBe(builtDockerMachine());
      expect(readFileSync(command, "utf8")).toBe("built\n");
      expect(leftovers()).toEqual([basename(command), "docker-machine"].sort());
      expect(
        existsSync(join(cache, "pulumi-docker-machine-swarm", "failed-downloads", "docker-machine")),
      ).toBe(true);
      expect(kept.lines).toContainEqual(
        expect.stringMatching(/^> docker-machine \S+: building from Go modules \(usually 2 to 10 minutes\)$/),
      );
    },
  );

  test.each(failures)(
    "%s: without Go it is refused with what to do, and tried again",
    async (_, answer, why) => {
      publish(url, release(url), answer);
      const env = withoutGo();
      const error: Error = await dockerMachine(steps, env).catch((reason) => reason);
      const [, reason, todo] =
        /^docker-machine is missing, .* cannot be used \((.*)\): (.*), and run this again\.$/.exec(
          error.message,
        )!;
      expect(reason).toMatch(why);
      expect(todo).toBe(
        {
          darwin: 'run "brew install docker-machine"',
          win32: 'run "scoop install docker-machine"',
          linux:
            "put docker-machine or rancher-machine on PATH, or install a current Go from https://go.dev/dl",
        }[system],
      );
      expect(findDockerMachine(env)).toBeUndefined();
      expect(existsSync(ranUnverified)).toBe(false);
      expect(leftovers()).toEqual(["docker-machine"]);

      publish(url);
      expect(await dockerMachine(steps, env)).toBe(downloadedDockerMachine());
    },
  );
});

test("a release that does not start here is not kept, and what it needs is said", async () => {
  as("darwin", "arm64");
  const url = systems[3][2];
  publish(url, release(url, "echo Bad CPU type in executable; exit 86"));
  await expect(dockerMachine(steps, withoutGo())).rejects.toThrow(
    "(it does not start on this computer, which needs Rosetta 2 for it: Bad CPU type in executable): " +
      'run "brew install docker-machine", and run this again.',
  );
  expect(leftovers()).toEqual(["docker-machine"]);
});

test("without a release for this processor nothing is asked for", async () => {
  as("linux", "riscv64");
  await expect(dockerMachine(steps, withoutGo())).rejects.toThrow(
    "cannot be used (no release for linux riscv64 has a known checksum): put docker-machine",
  );
  expect(await dockerMachine(steps, withGo())).toBe(builtDockerMachine());
  expect(server.asked).toEqual([]);
});

test("two set-ups at once download it once", async () => {
  as("darwin", "x64");
  publish(systems[2][2]);
  const env = withoutGo();
  const commands = await Promise.all([dockerMachine(steps, env), dockerMachine(steps, env)]);
  expect(new Set(commands)).toEqual(new Set([downloadedDockerMachine()]));
  expect(server.asked).toEqual([systems[2][2]]);
});

test("what a killed download left is removed by the next one", async () => {
  as("linux", "x64");
  publish(systems[0][2]);
  fakeProgram(dirname(downloadedDockerMachine()!), "docker-machine.4711.part");
  await dockerMachine(steps, withoutGo());
  expect(leftovers()).toEqual(["docker-machine"]);
});

test("a downloaded docker-machine comes before a built one", () => {
  const built = fakeProgram(dirname(builtDockerMachine()), "docker-machine");
  expect(findDockerMachine(withoutGo())).toBe(built);
  const downloaded = fakeProgram(dirname(downloadedDockerMachine()!), "docker-machine");
  expect(findDockerMachine(withoutGo())).toBe(downloaded);
});
