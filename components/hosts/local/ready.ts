import { request } from "node:http";
import { connect } from "node:net";
import { initProcess, isPopulated } from "./cgroup";
import { consoleTail } from "./container";
import type { HostPlace } from "./paths";
import { system } from "./tools";

const BOOT_SECONDS = 180;

// An engine that is silent for so long though logins are open was stopped, as by a docker-machine that was killed.
const ENGINE_SECONDS = 3;

/**
 * Waits until a host that was started lets docker-machine in: sshd answers, and so does the Docker Engine.
 * @returns the engine's version
 * @throws when the host ends, or is not ready within 3 minutes: with what was last seen
 */
export async function waitReady(
  host: HostPlace,
  address: string,
  report: (line: string) => void,
): Promise<string> {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  let lastSeen = "nothing yet";
  let [loginIsOpen, engineIsWoken] = [false, false];
  for (let said = 0; seconds() < BOOT_SECONDS; await new Promise((wake) => setTimeout(wake, 50))) {
    if (!(await isPopulated(host.unique)))
      throw new Error(
        `Host "${host.name}" ended while it was starting; its console says: ${await consoleTail(host)}`,
      );
    try {
      // Once is enough: sshd locks out whoever comes often and never logs in.
      loginIsOpen ||= await sshAnswers(address);
      return await engineVersion(host);
    } catch (error) {
      lastSeen = (error as Error).message;
    }
    if (loginIsOpen && !engineIsWoken && seconds() >= ENGINE_SECONDS) {
      engineIsWoken = true;
      await wakeEngine(host);
    }
    if (seconds() < said + 10) continue;
    said = seconds();
    report(`${host.name}: waiting for sshd and the Docker Engine for ${said} s: ${lastSeen}`);
  }
  throw new Error(
    `Host "${host.name}" (${address}) is not ready within ${BOOT_SECONDS} s: ${lastSeen}; ` +
      `its console says: ${await consoleTail(host)}`,
  );
}

/** Resolves when sshd says who it is. */
function sshAnswers(address: string): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 22 });
    const fail = (error: Error) => {
      socket.destroy();
      reject(new Error(`sshd does not answer: ${error.message}`));
    };
    socket.setTimeout(1000, () => fail(new Error("no answer within 1 s")));
    socket.once("error", fail);
    socket.once("end", () => fail(new Error("the connection was closed")));
    socket.once("data", (data) => {
      if (!data.toString("latin1").startsWith("SSH-")) return fail(new Error("it is no SSH server"));
      socket.destroy();
      resolve(true);
    });
  });
}

/** Asks the engine on its own socket, seen through the host's init: no login is needed, and no client. */
async function engineVersion(host: HostPlace): Promise<string> {
  const init = await initProcess(host.unique);
  if (init === undefined) throw new Error("its init has not begun");
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`the Docker Engine does not answer: ${reason}`));
    const call = request(
      { socketPath: `/proc/${init}/root/run/docker.sock`, path: "/version" },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => (body += text));
        response.on("end", () => {
          if (response.statusCode !== 200) return fail(`HTTP ${response.statusCode}`);
          resolve((JSON.parse(body) as { Version: string }).Version);
        });
      },
    );
    // Short: in a host provisioned by docker-machine the engine replaces the socket that systemd first listens on.
    call.setTimeout(1000, () => call.destroy(new Error("no answer within 1 s")));
    call.on("error", (error) => fail(error.message));
    call.end();
  });
}

/** Has the host's systemd start the engine, also where it gave up after too many starts. */
async function wakeEngine(host: HostPlace): Promise<void> {
  const init = await initProcess(host.unique);
  const text = "systemctl reset-failed docker.service docker.socket; exec systemctl start --no-block docker";
  const inside = [`--target=${init}`, "--all", "--", "/bin/sh", "-c", text];
  // What does not start here is seen, and said, by the wait for it.
  if (init !== undefined) await system("nsenter", inside, { timeoutSeconds: 10 }).catch(() => undefined);
}
