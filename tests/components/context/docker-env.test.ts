import { execFileSync } from "node:child_process";
import { dockerEnvCommands, type Shell } from "../../../components/context/docker-env";

const env = {
  DOCKER_HOST: "tcp://10.0.0.1:2376",
  DOCKER_TLS_VERIFY: "1",
  DOCKER_CERT_PATH: "/s/it's \\a & $b",
  DOCKER_MACHINE_NAME: "node1",
};

test.each<[Shell, string, string]>([
  ["sh", "export DOCKER_HOST='tcp://10.0.0.1:2376'", "export DOCKER_CERT_PATH='/s/it'\\''s \\a & $b'"],
  ["fish", "set -gx DOCKER_HOST 'tcp://10.0.0.1:2376';", "set -gx DOCKER_CERT_PATH '/s/it\\'s \\\\a & $b';"],
  ["powershell", "$Env:DOCKER_HOST = 'tcp://10.0.0.1:2376'", "$Env:DOCKER_CERT_PATH = '/s/it''s \\a & $b'"],
  ["cmd", 'SET "DOCKER_HOST=tcp://10.0.0.1:2376"', 'SET "DOCKER_CERT_PATH=/s/it\'s \\a & $b"'],
])("In %s every value is quoted whole", (shell, first, path) => {
  const lines = dockerEnvCommands(env)[shell].split("\n");

  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe(first);
  expect(lines[2]).toBe(path);
  expect(lines[4]).toBe("");
});

(process.platform === "win32" ? test.skip : test)("A real shell reads the very values", () => {
  const script = `eval "$TEXT"; printf '%s\\n' "$DOCKER_HOST" "$DOCKER_TLS_VERIFY" "$DOCKER_CERT_PATH" "$DOCKER_MACHINE_NAME"`;
  const output = execFileSync("/bin/sh", ["-c", script], {
    env: { TEXT: dockerEnvCommands(env).sh },
    encoding: "utf8",
  });

  expect(output.trimEnd().split("\n")).toEqual(Object.values(env));
});
