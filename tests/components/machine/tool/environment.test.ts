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
