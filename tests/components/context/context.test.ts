import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureContext, removeContext } from "../../../components/context/context";
import { which } from "../../../lib/which";
import { DockerConfig } from "./support/docker-config";

// With the real docker client, on a configuration of its own.
const scenario = which("docker") ? describe : describe.skip;

scenario("A docker context", () => {
  const saved = { ...process.env };
  let config: DockerConfig;
  let said: string[];
  const report = (line: string) => void said.push(line);

  beforeEach(() => {
    said = [];
    config = new DockerConfig();
    config.open();
    process.env.DOCKER_CONFIG = config.folder;
    // What points the client elsewhere for one process must not matter.
    process.env.DOCKER_HOST = "tcp://192.0.2.1:2375";
  });

  afterEach(() => {
    config.close();
    process.env = { ...saved };
  });

  test("is created with the manager's address and certificates, and the current one stays", async () => {
    await ensureContext(config.spec(), report);

    expect(config.names()).toEqual(["default", "sw"]);
    expect(config.current()).toBe("default");
    const tls = config.docker("inspect", "--format", "{{.Storage.TLSPath}}", "sw");
    expect(config.host("sw")).toBe("tcp://10.0.0.1:2376");
    for (const file of ["ca.pem", "cert.pem", "key.pem"])
      expect(readFileSync(join(tls, "docker", file))).toEqual(readFileSync(join(config.certPath, file)));
    expect(said).toEqual(["created: tcp://10.0.0.1:2376"]);
  });

  test("is brought up to date in place when another manager answers", async () => {
    await ensureContext(config.spec(), report);
    config.docker("use", "sw");
    await ensureContext(config.spec({}, "tcp://10.0.0.2:2376"), report);

    expect(config.host("sw")).toBe("tcp://10.0.0.2:2376");
    expect(config.current()).toBe("sw");
  });

  test("is not changed while no manager answers, and not created either", async () => {
    await expect(ensureContext(config.spec({}, ""), report)).rejects.toThrow(
      "no manager of the swarm answers",
    );
    await ensureContext(config.spec(), report);
    await ensureContext(config.spec({}, ""), report);

    expect(config.host("sw")).toBe("tcp://10.0.0.1:2376");
  });

  test.each([
    ["a person's own", "mine", ""],
    ["another stack's", "pulumi-docker-machine-swarm swarm/other/swarm in /elsewhere", "swarm/other/swarm"],
    [
      "one of a stack whose name begins likewise",
      `pulumi-docker-machine-swarm swarm/test/swarm in ${process.cwd()}2`,
      "",
    ],
    ["one without description", "", "has no description"],
  ])("is refused over %s, which is never touched", async (_, description, told) => {
    config.docker("create", "sw", `--description=${description}`, "--docker=host=tcp://10.9.9.9:2376");

    const refusal = ensureContext(config.spec({ use: true }), report);
    await expect(refusal).rejects.toThrow(
      /The docker context sw exists and was not created by this stack.*Next:/s,
    );
    await expect(refusal).rejects.toThrow(told);
    await removeContext(config.spec(), report);

    expect(config.host("sw")).toBe("tcp://10.9.9.9:2376");
    expect(config.current()).toBe("default");
  });

  test("[moved-clone] is this stack's after its folder was moved, if it leads to the same manager", async () => {
    const description = "pulumi-docker-machine-swarm swarm/test/swarm in /gone/before";
    config.docker("create", "sw", `--description=${description}`, "--docker=host=tcp://10.0.0.1:2376");
    await ensureContext(config.spec(), report);
    expect(config.docker("ls", "--format", "{{.Name}} {{.Description}}")).toContain(process.cwd());
    await removeContext(config.spec(), report);
    expect(config.names()).toEqual(["default"]);
  });

  test("is removed with its keys, even twice", async () => {
    await ensureContext(config.spec(), report);
    const tls = config.docker("inspect", "--format", "{{.Storage.TLSPath}}", "sw");
    await removeContext(config.spec(), report);
    await removeContext(config.spec(), report);

    expect(config.names()).toEqual(["default"]);
    expect(existsSync(tls)).toBe(false);
    expect(said.slice(-2)).toEqual(["removed", "absent, nothing to remove"]);
  });

  test("that a person made current gives way to docker's default when it goes", async () => {
    await ensureContext(config.spec(), report);
    config.docker("use", "sw");
    await removeContext(config.spec(), report);

    expect(config.current()).toBe("default");
  });

  describe("that is to be used", () => {
    const using = () => config.spec({ use: true });

    beforeEach(async () => {
      config.docker("create", "mine", "--docker=host=tcp://10.9.9.9:2376");
      config.docker("use", "mine");
      await ensureContext(using(), report);
    });

    test("becomes current, and the one before it is current again when it goes", async () => {
      expect(config.current()).toBe("sw");
      await ensureContext(config.spec({ use: true }, "tcp://10.0.0.2:2376"), report);
      await removeContext(using(), report);

      expect(config.current()).toBe("mine");
    });

    test("leaves a person alone who switched to another one", async () => {
      config.docker("use", "default");
      await ensureContext(config.spec({ use: true }, "tcp://10.0.0.2:2376"), report);
      expect(config.current()).toBe("default");
      await removeContext(using(), report);

      expect(config.current()).toBe("default");
    });

    test("gives back the current one when it is not to be used any more", async () => {
      await ensureContext(config.spec(), report);

      expect(config.current()).toBe("mine");
      expect(config.names()).toContain("sw");
    });

    test("gives way to docker's default where the one before it is gone", async () => {
      config.docker("rm", "mine");
      await removeContext(using(), report);

      expect(config.current()).toBe("default");
    });
  });
});
