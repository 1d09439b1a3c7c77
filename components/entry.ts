/**
 * JavaScript that loads one module of this package, as a constant text for processes that Pulumi starts.
 *
 * It resolves the package by name from the project's own package.json, so the text is the same whether this is the
 * project itself or a package installed in another one. It stands in every stack's state: changing it shows up as a
 * diff on all resources.
 *
 * @param module path below components/, without extension: "swarm/node.provider"
 */
export function loadText(module: string): string {
  return `require("module").createRequire(process.cwd() + "/package.json")("pulumi-docker-machine-swarm/load")("${module}")`;
}
