import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const project = join(__dirname, "../..");
const read = (file: string) => parse(readFileSync(join(project, "examples/ci", file), "utf8"));

interface GithubJob {
  readonly steps: readonly { readonly run?: string }[];
}

const github = read("github.yml");
const gitlab = read("gitlab.yml");

test.each([
  [
    "GitHub",
    github.env,
    (job: string) => (github.jobs[job] as GithubJob).steps.flatMap(({ run }) => run ?? []),
  ],
  ["GitLab", gitlab.variables, (job: string) => gitlab[job].script as string[]],
])(
  "%s: both jobs run the scripts that the end-to-end tests run, and borrow the keys",
  (_name, settings, linesOf) => {
    expect(settings.SWARM_KEYS).toBe("borrowed");
    for (const job of ["preview", "up"]) {
      expect(linesOf(job)).toEqual([`sh examples/ci/${job}.sh`]);
      expect(existsSync(join(project, "examples/ci", `${job}.sh`))).toBe(true);
    }
  },
);

test("jobs wait for each other, and a fork's pull request gets no secrets", () => {
  expect([github.concurrency, gitlab[".swarm"].resource_group]).toEqual(["swarm", "swarm"]);
  expect(github.jobs.preview.if).toContain("head.repo.full_name == github.repository");
});
