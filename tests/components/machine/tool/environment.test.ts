import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call } from "../../../../components/machine/tool/call";
import { environmentAdvice, variablesThatChangePlans } from "../../../../components/machine/tool/environment";

const environment = {
  GENERIC_SSH_USER: "admin",
  MACHINE_DOCKER_INSTALL_URL: "https://x",
  VIRTUALBOX_MEMORY_SIZE: "8000",
  HYPERV_VIRTUAL_SWITCH: "x",
  MACHINE_SPEC: "{}",
  MACHINE_DEBUG: "1",
  AWS_ACCESS_KEY_ID: "x",
  PATH: "/bin",
};

test("[environment] Variables that stand for flags are kept from docker-machine; credentials are not", () => {
  expect(variablesThatChangePlans(environment)).toEqual([
    "GENERIC_SSH_USER",
    "HYPERV_VIRTUAL_SWITCH",
    "MACHINE_DOCKER_INSTALL_URL",
    "MACHINE_SPEC",
    "VIRTUALBOX_MEMORY_SIZE",
  ]);
});

test("[environment] They are named in one line, with where to write what they say", () => {
  expect(environmentAdvice(environment)).toEqual([
    "in the environment, and not followed: GENERIC_SSH_USER, HYPERV_VIRTUAL_SWITCH, MACHINE_DOCKER_INSTALL_URL, " +
      "VIRTUALBOX_MEMORY_SIZE; write what they say into driverOptions, engine or storePath, or into the setting environment",
  ]);
  expect(environmentAdvice({ PATH: "/bin", MACHINE_SPEC: "{}" })).toEqual([]);
});

test("[environment] docker-machine sees what the program says, and not what the person's shell says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "environment-test-"));
  const binary = join(folder, "docker-machine");
  writeFileSync(
    binary,
    '#!/bin/sh\necho "$GENERIC_SSH_USER, $MACHINE_DOCKER_INSTALL_URL, $DIGITALOCEAN_REGION"\n',
  );
  chmodSync(binary, 0o755);
  const environment = { MACHINE_DOCKER_INSTALL_URL: "https://plan" };
  Object.assign(process.env, { GENERIC_SSH_USER: "shell", MACHINE_DOCKER_INSTALL_URL: "https://shell" });
  process.env.DIGITALOCEAN_REGION = "fra1";
  try {
    const spec = { name: "n", driver: "generic", storePath: folder, environment };
    const { stdout } = await call({ spec, binary }, "status", { timeoutSeconds: 10 });
    expect(stdout).toBe(", https://plan, fra1\n");
  } finally {
    for (const name of ["GENERIC_SSH_USER", "MACHINE_DOCKER_INSTALL_URL", "DIGITALOCEAN_REGION"])
      delete process.env[name];
    rmSync(folder, { recursive: true, force: true });
  }
});
