/**
 * Variables from which docker-machine takes what no flag says: the person's shell would decide what no check has seen.
 * Those of cloud drivers are not among them: they hold credentials, and are how these drivers get them.
 */
const following = /^(MACHINE|GENERIC|VIRTUALBOX|HYPERV)_/;

/** They change nothing of a machine: how much is said, and the key for asking GitHub for the newest image. */
const harmless = ["MACHINE_DEBUG", "MACHINE_GITHUB_API_TOKEN"];

/**
 * The variables of an environment that docker-machine must not see, in order.
 * @param environment for tests
 */
export function variablesThatChangePlans(environment: NodeJS.ProcessEnv = process.env): string[] {
  return Object.keys(environment)
    .filter((name) => following.test(name) && !harmless.includes(name))
    .sort();
}

/** Says of such variables that they are not followed, in one line; empty where there are none. */
export function environmentAdvice(environment: NodeJS.ProcessEnv = process.env): string[] {
  const names = variablesThatChangePlans(environment).filter((name) => name !== "MACHINE_SPEC");
  if (names.length === 0) return [];
  return [
    `in the environment, and not followed: ${names.join(", ")}; write what they say into driverOptions, engine or ` +
      "storePath, or into the setting environment",
  ];
}
