import { execFileSync } from "node:child_process";
import {
  environmentProblems,
  environmentValues,
  missingVariables,
} from "../../../../components/machine/drivers/engine-environment";

const systemd = { name: "generic", hasDockerImage: false };
const image = { name: "virtualbox", hasDockerImage: true };
const values = [
  "http://user%40example.com:pa$$w0rd@192.0.2.3:3128",
  "localhost,127.0.0.1,.example.com",
  `a b"c\\d$HOME\`id\`;x&y|z<q>(r)*?[s]{t}~#!%n%%`,
  "zoë €",
];

/** Go's %q, as far as these values go. */
const goQuoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

/** What the remote shell writes into the file, by docker-machine's own command. */
const written = (template: string) =>
  execFileSync("sh", ["-c", `printf %s "${template}"`], { encoding: "utf8" });

test.each([...values, "it's"])("[proxy-password] systemd gets %j literally from docker-machine", (value) => {
  const [given] = environmentValues({ HTTPS_PROXY: value }, systemd);
  const file = written(`Environment=${goQuoted(given)} \n`);
  const text = /^Environment=(\S*) $/m.exec(file)?.[1] ?? "";
  // As systemd reads a word: first its escapes, then its specifiers.
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  const unescaped = bytes.replace(/\\x([\da-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  const specifiers = unescaped.replaceAll("%%", "\0");
  expect(specifiers).not.toContain("%");
  expect(Buffer.from(specifiers.replaceAll("\0", "%"), "latin1").toString()).toBe(`HTTPS_PROXY=${value}`);
});

test.each(values)("[proxy-password] A boot2docker image gets %j literally from docker-machine", (value) => {
  const [given] = environmentValues({ HTTPS_PROXY: value }, image);
  const profile = written(`export \\"${goQuoted(given)}\\"\n`);
  const script = `${profile}\nprintf %s "$HTTPS_PROXY"`;
  expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(value);
});

test("[proxy-password] Plain values are passed as they are", () => {
  const plain = { NO_PROXY: "localhost,127.0.0.1,.example.com:80", A: "x=y+z@w/-_" };
  for (const driver of [systemd, image]) {
    expect(environmentValues(plain, driver)).toEqual(Object.entries(plain).map((pair) => pair.join("=")));
  }
});

test("[proxy-password] What cannot be passed is named, without its value", () => {
  const pathOf = (name: string) => `engine.environment.${name}`;
  expect(environmentProblems({ "A-B": "1", C: "x\ny", D: "s3cret'" }, image, pathOf)).toEqual([
    expect.stringMatching(/^engine\.environment\.A-B: letters, digits and "_" expected/),
    expect.stringMatching(/^engine\.environment\.C: .*without line breaks/),
    expect.stringMatching(/^engine\.environment\.D: "'" cannot be passed.*write %27$/),
  ]);
  expect(environmentProblems({ D: "s3cret'" }, systemd, pathOf)).toEqual([]);
});

test("[proxy-password] A value that an engine does not have as it was given is found", () => {
  expect(missingVariables({ A: "1", B: "2%", C: "" }, "A=1\0B=2\0C=\0")).toEqual(["B"]);
});
