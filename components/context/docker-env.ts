/** The variables that point the docker client to an engine, as `docker-machine env` sets them. */
export interface DockerEnv {
  readonly DOCKER_HOST: string;
  readonly DOCKER_TLS_VERIFY: string;
  /** Absolute path of the folder with ca.pem, cert.pem and key.pem. */
  readonly DOCKER_CERT_PATH: string;
  readonly DOCKER_MACHINE_NAME: string;
}

/** Shells that commands can be written for. */
export type Shell = "sh" | "fish" | "powershell" | "cmd";

/**
 * Commands that set the variables, one a line, for each shell, to be given to `eval`, `source`, `Invoke-Expression` or a
 * batch file. Every value is quoted whole, so that the shell reads nothing in it.
 */
export function dockerEnvCommands(env: DockerEnv): Readonly<Record<Shell, string>> {
  const { sh, fish, powershell, cmd } = statements;
  return { sh: text(env, sh), fish: text(env, fish), powershell: text(env, powershell), cmd: text(env, cmd) };
}

type Statement = (name: string, value: string) => string;

const statements: Readonly<Record<Shell, Statement>> = {
  sh: (name, value) => `export ${name}='${value.replace(/'/g, `'\\''`)}'`,
  fish: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, "\\$&")}';`,
  powershell: (name, value) => `$Env:${name} = '${value.replace(/['‘’‚‛]/g, "$&$&")}'`,
  // Quotes around the whole assignment keep & and the like literal and are not part of the value; a path has no quote.
  cmd: (name, value) => `SET "${name}=${value}"`,
};

function text(env: DockerEnv, statement: Statement): string {
  const lines = Object.entries(env).map(([name, value]) => statement(name, value));
  return `${lines.join("\n")}\n`;
}
