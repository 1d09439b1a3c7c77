import { request } from "node:http";
import { connect } from "node:net";
import { done, notYet, waitFor, type Look } from "../../../lib/wait";
import { startEngineText, type Report } from "../host";
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
export async function waitReady(host: HostPlace, address: string, report: Report): Promise<string> {
  const what = `sshd and the Docker Engine of host "${host.name}" (${address})`;
  const look = looks(host, address, report);
  try {
    return await waitFor({ what, seconds: BOOT_SECONDS, look, everyMs: 50 });
  } catch (error) {
    throw new Error(`${(error as Error).message}; its console says: ${await consoleTail(host)}`, {
      cause: error,
    });
  }
}

/** One look at a host after another. */
function looks(host: HostPlace, address: string, report: Report): () => Promise<Look<string>> {
  const start = Date.now();
  let [loginIsOpen, engineIsWoken, said] = [false, false, 0];
  return async () => {
    if (!(await isPopulated(host.unique))) throw new Error(`Host "${host.name}" ended while it was starting`);
    let lastSeen: string;
    try {
      // Once is enough: sshd locks out whoever comes often and never logs in.
      loginIsOpen ||= await sshAnswers(address);
      return done(await engineVersion(host));
    } catch (error) {
      lastSeen = (error as Error).message;
    }
    const seconds = Math.round((Date.now() - start) / 1000);
    if (loginIsOpen && !engineIsWoken && seconds >= ENGINE_SECONDS) {
      engineIsWoken = true;
      await wakeEngine(host);
    }
    if (seconds >= said + 10) {
      said = seconds;
      report(`${host.name}: waiting for sshd and the Docker Engine for ${said} s: ${lastSeen}`);
    }
    return notYet(lastSeen);
  };
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

/** Has the host's systemd start the engine. */
async function wakeEngine(host: HostPlace): Promise<void> {
  const init = await initProcess(host.unique);
  const inside = [`--target=${init}`, "--all", "--", "/bin/sh", "-c", startEngineText];
  // What does not start here is seen, and said, by the wait for it.
  if (init !== undefined) await system("nsenter", inside, { timeoutSeconds: 30 }).catch(() => undefined);
}
