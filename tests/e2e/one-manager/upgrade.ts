import { eventually } from "../support/eventually";
import { managers, type SwarmStage } from "../support/swarm-stage";

/** What every host has as its only source of packages: the engine it has already, under a newer number. */
const offer = `
set -e
mkdir -p /root/offer/new/DEBIAN; cd /root/offer
dpkg -L docker.io | while read -r file; do test -f "$file" && cp --parents "$file" new; done
printf 'Package: docker.io\\nVersion: 99.0\\nArchitecture: %s\\nMaintainer: nobody\\nDescription: newer\\n' \\
  "$(dpkg --print-architecture)" > new/DEBIAN/control
printf '#!/bin/sh\\nsystemctl restart docker\\n' > new/DEBIAN/postinst; chmod 755 new/DEBIAN/postinst
dpkg-deb -Znone --build new docker.deb >/dev/null; rm -rf new
{ dpkg-deb --field docker.deb; echo "Filename: ./docker.deb"; echo "Size: $(stat -c %s docker.deb)"
  echo "SHA256: $(sha256sum docker.deb | cut -d ' ' -f 1)"; } > Packages
mkdir -p /root/sources; find /etc/apt/sources.list /etc/apt/sources.list.d -type f -exec mv {} /root/sources \\;
echo 'deb [trusted=yes] file:/root/offer ./' > /etc/apt/sources.list.d/offer.list
`;

/** The engines of a swarm are upgraded by one trigger. */
export const upgrade = (stage: SwarmStage) =>
  describe("Upgrade of the engines", () => {
    const { stack, machines } = stage;
    const names = ["node1", "node2", "node3"];
    const nodes = managers(...names);
    const started = async (name: string) =>
      machines.ssh(name, "systemctl", "show", "-p", "MainPID", "--value", "docker");
    const asBefore = names.map(() => ["Ready", "Active"]);
    const standing = async () =>
      (await stage.standing("node1")).map(([, state, availability]) => [state, availability]);
    const version = async (name: string) =>
      (await machines.ssh(name, "dpkg-query", "-W", "-f", "${Version}\\n", "docker.io")).trim();

    beforeAll(async () => {
      await stage.up(nodes);
      await Promise.all(names.map((name) => machines.sshWithInput(name, Buffer.from(offer), "sh", "-s")));
    });

    test("[upgrade] it stops at the first that fails, and says what is done and what is not", async () => {
      await machines.ssh("node3", "mv", "/root/offer/docker.deb", "/root/offer/away");
      stage.declare(nodes, { upgradeEngines: "first" });
      expect(await stage.plan()).toEqual(["EngineUpgrade swarm-upgrade create"]);

      await expect(stack.up()).rejects.toThrow(
        /node3: docker.io cannot be upgraded to 99\.0: .*The upgrade stopped there: done are/s,
      );

      expect(await version("node3")).not.toBe("99.0");
      await eventually(standing, asBefore, 60);
      await machines.ssh("node3", "mv", "/root/offer/away", "/root/offer/docker.deb");
    });

    test("[upgrade] the next run goes on: those that are done are not restarted, and all nodes are as before", async () => {
      const done = (await Promise.all(names.map(async (name) => [name, await version(name)]))).flatMap(
        ([name, seen]) => (seen === "99.0" ? [name!] : []),
      );
      const before = await Promise.all(done.map(started));

      const { output } = await stack.up();

      for (const name of done)
        expect(output).toContain(`[${name}] has the newest Docker Engine that its packages offer`);
      expect(await Promise.all(done.map(started))).toEqual(before);
      expect(await Promise.all(names.map(version))).toEqual(["99.0", "99.0", "99.0"]);
      await eventually(standing, asBefore, 60);
      await stack.up("--expect-no-changes");
    });
  });
