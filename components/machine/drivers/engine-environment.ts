import type { Driver } from "./driver";

type Variables = Readonly<Record<string, string>>;

/**
 * The engine's environment as docker-machine has to get it, "NAME=VALUE", so that the engine gets it literally.
 * docker-machine puts Go's quoted form of it into the text of a remote `printf %s "..."`, where those quotes end the
 * shell's: what is in them meets the shell bare, and then systemd, or on a boot2docker image a second shell.
 */
export function environmentValues(
  variables: Variables = {},
  driver: Pick<Driver, "hasDockerImage">,
): string[] {
  const escape = driver.hasDockerImage ? forProfile : forSystemd;
  return Object.entries(variables).map(([name, value]) => `${name}=${escape(value)}`);
}

/** Why variables of the engine's environment cannot be passed to an engine, as sentences that name them and not values. */
export function environmentProblems(
  variables: Variables = {},
  driver: Pick<Driver, "hasDockerImage" | "name">,
  pathOf: (name: string) => string,
): string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (!/^[a-z_]\w*$/i.test(name)) {
      return `${pathOf(name)}: letters, digits and "_" expected in the name of a variable, e.g. HTTPS_PROXY`;
    }
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f]/.test(value))
      return `${pathOf(name)}: a text without line breaks and control characters expected`;
    if (driver.hasDockerImage && value.includes("'")) {
      return `${pathOf(name)}: "'" cannot be passed to the image of driver ${driver.name}; in a URL, write %27`;
    }
    return [];
  });
}

/**
 * The variables that an engine does not have as they were given.
 * @param environ the engine's own environment: NAME=VALUE, each ended by a zero byte
 */
export function missingVariables(variables: Variables, environ: string): string[] {
  const there = new Set(environ.split("\0"));
  return Object.entries(variables).flatMap(([name, value]) => (there.has(`${name}=${value}`) ? [] : [name]));
}

// Only what neither the shell nor systemd knows stays as it is; systemd reads \xNN, and %% as one %.
function forSystemd(value: string): string {
  const escaped = Array.from(Buffer.from(value), (byte) => {
    const letter = String.fromCharCode(byte);
    if (letter === "%") return "%%";
    return /[\w.,:/@=+-]/.test(letter) ? letter : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return escaped.join("");
}

// /var/lib/boot2docker/profile has it as export "NAME=VALUE". Go's form doubles the backslash, and the first shell halves it.
function forProfile(value: string): string {
  return value.replace(/[^\w.,:/@=+%-]/gu, (letter) => {
    if (letter === '"' || letter === "\\") return `\\${letter}`;
    return /[$`]/.test(letter) ? `\\'${letter}'` : `'${letter}'`;
  });
}
