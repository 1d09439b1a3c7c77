import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { localHosts } from "../../../components/hosts/local";
import { connectBySsh } from "../../../components/machine/drivers/ssh-connection";
import { ensureMachine } from "../../../components/machine/ensure";
import { removeMachine } from "../../../components/machine/remove";
import type { EngineOptions, MachineSpec } from "../../../components/machine/spec";

const silent = () => undefined;

// Containerd's image store, as new engines have it: its storage driver is not the one docker-machine would choose.
const features = { features: { "containerd-snapshotter": true } };

/**
 * A host of driver local plays somebody's own Docker host: it is reached as a generic one.
 * @param directory folder of the hosts
 * @param network their network
 * @param storePath a store of its own
 */
export function existingDocker(directory: string, network: string, storePath: string): void {
  let spec: MachineSpec;
  const script = async (text: string) => {
    const { code, stdout, stderr } = await connectBySsh(
      spec,
      join(directory, "guest.known_hosts"),
    )!.rootScript(text);
    if (code !== 0) throw new Error(`${text} ended with ${code}: ${stderr}`);
    return stdout.trim();
  };
  const create = (engine: EngineOptions = {}, lines: string[] = []) =>
    ensureMachine({ ...spec, engine }, (line) => void lines.push(line));
  // What a person sees of the host: its name, its files of Docker, its containers.
  const sight = () =>
    script(
      "hostname; cat /etc/hostname /etc/hosts /etc/docker/daemon.json; ls -R /etc/docker /etc/systemd/system/docker.service.d " +
        "/var/lib/docker-machine-swarm-before 2>/dev/null; systemctl is-active docker; docker ps --format '{{.Names}} {{.Image}}'",
    );

  test("[existing-docker] [live-restore] A host with a container and flags in daemon.json is refused, and runs on", async () => {
    const host = await localHosts.up({ name: "guest", directory, network }, silent);
    const { address: ipAddress, sshUser, sshPort, sshKeyPath: sshKey } = host;
    const driverOptions = { ipAddress, sshUser, sshPort, sshKey };
    spec = { name: "guest1", driver: "generic", driverOptions, storePath };
    const image = execFileSync("tar", ["--create", "--directory=/", "bin/busybox"], { maxBuffer: 1 << 26 });
    await script(
      // Containerd's layers need the disk that Docker's have: overlays do not stack on the host's own root.
      "mkdir -p /var/lib/docker/containerd-root /etc/docker; systemctl stop docker.socket docker containerd\n" +
        "mount --bind /var/lib/docker/containerd-root /var/lib/containerd; systemctl start containerd\n" +
        `echo '${JSON.stringify(features)}' > /etc/docker/daemon.json; systemctl restart docker\n` +
        `base64 -d <<EOF | docker import - own:1\n${image.toString("base64")}\nEOF\n` +
        "docker run --detach --name web --network none own:1 /bin/busybox sleep 100000",
    );
    const keys = {
      ...features,
      hosts: ["unix:///var/run/docker.sock"],
      "live-restore": true,
      "log-opts": { "max-size": "9m" },
    };
    await script(`echo '${JSON.stringify(keys)}' > /etc/docker/daemon.json`);
    const [before, started] = [await sight(), await script("docker inspect -f '{{.State.StartedAt}}' web")];

    await expect(create()).rejects.toThrow(
      /daemon\.json has "hosts".*remove the key;\s+.*"live-restore": true, which no swarm allows/s,
    );
    expect(await sight()).toBe(before);
    expect(await script("docker inspect -f '{{.State.StartedAt}}' web")).toBe(started);
  }, 180_000);

  test("[put-back] A create that fails after all puts the host back, starts its container, and tells Docker's reason", async () => {
    await script(
      `echo '${JSON.stringify({ ...features, "log-opts": { "max-size": "9m" } })}' > /etc/docker/daemon.json; ` +
        "systemctl restart docker; docker start web",
    );
    const before = await sight();

    await expect(create({ options: ["no-such-flag"] })).rejects.toThrow(
      /Docker of \S+ are as before, and Docker runs.*unknown flag: --no-such-flag/s,
    );
    expect(await sight()).toBe(before);
    expect(before).toContain("web own:1");
  }, 180_000);

  test("[storage-driver] Another storage driver than the one in use is refused where containers are", async () => {
    await expect(create({ storageDriver: "overlay2" })).rejects.toThrow(
      /its Docker has 1 container, 1 image with overlayfs.*write "overlayfs"/s,
    );
  }, 60_000);

  test("[storage-driver] [proxy-password] The storage driver stays, with what is there, and a password arrives literally", async () => {
    const environment = {
      HTTPS_PROXY: "http://u%40example.com:pa$$w'\"`id`\\ &;x@192.0.2.3:3128",
      NO_PROXY: "a,b",
    };
    const lines: string[] = [];
    await create({ environment }, lines);

    expect(lines.join("\n")).toMatch(
      /has 1 container, 1 image: all of it stays, with storage driver overlayfs; .* 1 container$/m,
    );
    expect(await script("docker info -f '{{.Driver}}'; docker ps -a --format '{{.Names}}'")).toBe(
      "overlayfs\nweb",
    );
    const variables = await script("tr '\\0' '\\n' < /proc/$(pidof -s dockerd)/environ");
    expect(variables.split("\n")).toEqual(
      expect.arrayContaining([`HTTPS_PROXY=${environment.HTTPS_PROXY}`, "NO_PROXY=a,b"]),
    );
    expect(await sight()).not.toContain("docker-machine-swarm-before");
    await removeMachine(spec, silent);
    await localHosts.down({ name: "guest", directory }, silent);
  }, 180_000);
}
