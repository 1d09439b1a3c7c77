import { collectResources, valueOf } from "../../support/pulumi-mocks";

const registered = collectResources((resource) =>
  resource.type === "command:local:Command" ? { stdout: "sw\n" } : {},
);

import { contextNameProblem, DockerContext } from "../../../components/context/docker-context";

const dockerEnv = {
  DOCKER_HOST: "tcp://10.0.0.1:2376",
  DOCKER_TLS_VERIFY: "1",
  DOCKER_CERT_PATH: "/s/machines/node1",
  DOCKER_MACHINE_NAME: "node1",
};

test("A context is one command that runs a constant script and takes its values from the environment", async () => {
  const context = new DockerContext("swarm-context", { contextName: "sw", owner: "p/s/swarm", dockerEnv });

  expect(await valueOf(context.contextName)).toBe("sw");
  const [{ inputs }] = registered.filter((resource) => resource.type === "command:local:Command");
  expect(inputs).toMatchObject({ create: "create", delete: "remove", triggers: ["sw"] });
  expect(inputs.interpreter).toEqual(["node", "-e", expect.stringContaining("context/context.command")]);
  expect(JSON.parse((inputs.environment as Record<string, string>).CONTEXT_SPEC)).toEqual({
    contextName: "sw",
    owner: "p/s/swarm",
    use: false,
    dockerEnv,
  });
});

test.each(["sw", "swarm-dev", "my.swarm_1+x", "9x"])("%s can be the name of a docker context", (name) => {
  expect(contextNameProblem(name)).toBeUndefined();
});

test.each(["", "a", "-x", "a b", "$(id)", "a/b", "a\nb", "ü1"])(
  "%j cannot, and the rule is named",
  (name) => {
    expect(contextNameProblem(name)).toContain(`${JSON.stringify(name)}: two or more letters, digits,`);
  },
);

test("default is docker's own context", () => {
  expect(contextNameProblem("default")).toContain("docker client's own context");
});
