/** Why a text cannot be the name of a docker context, with the text; undefined where it can. Docker's own rule. */
export function contextNameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (name === "default")
    return `${shown}: is the docker client's own context; give another name, e.g. swarm`;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name)) {
    return `${shown}: two or more letters, digits, "_", ".", "+" and "-" expected, the first a letter or a digit, e.g. swarm`;
  }
  return undefined;
}
