import { connect } from "node:net";
import { consoleTail, findContainer } from "./container";
import { tryDocker, type EngineChoice } from "./engine";
import type { HostNote } from "./notes";
import type { HostPlace } from "./place";
import { startEngineText, type Report } from "../host";

const BOOT_SECONDS = 180;

// An engine that is silent for so long though logins are open was stopped, as by a docker-machine that was killed.
const ENGINE_SECONDS = 5;

/**
 * Waits until a host that was started lets docker-machine in: sshd answers on this computer's port, and the host's
 * engine answers inside.
 * @returns the engine's version
 * @throws when the host ends, or is not ready within 3 minutes: with what was last seen
 */
export async function waitReady(
  engine: EngineChoice,
  host: HostPlace,
  note: HostNote,
  report: Report,
): Promise<string> {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  let lastSeen = "nothing yet";
  let [loginIsOpen, engineIsWoken] = [false, false];
  for (let said = 0; seconds() < BOOT_SECONDS; await new Promise((wake) => setTimeout(wake, 100))) {
    try {
      loginIsOpen ||= await sshAnswers(note.sshPort);
      return await engineVersion(engine, host);
    } catch (error) {
      lastSeen = (error as Error).message;
    }
    if (!(await findContainer(engine, host))?.isRunning)
      throw new Error(`Host "${host.name}" ended while it was starting: ${await consoleTail(engine, host)}`);
    if (loginIsOpen && !engineIsWoken && seconds() >= ENGINE_SECONDS) {
      engineIsWoken = true;
      await wakeEngine(engine, host);
    }
    if (seconds() < said + 10) continue;
    said = seconds();
    report(`${host.name}: waiting for sshd and the Docker Engine for ${said} s: ${lastSeen}`);
  }
  throw new Error(
    `Host "${host.name}" (127.0.0.1:${note.sshPort}) is not ready within ${BOOT_SECONDS} s: ${lastSeen}; ` +
      `its console says: ${await consoleTail(engine, host)}`,
  );
}

/** Resolves when sshd says who it is: Docker Desktop accepts connections also while nobody listens behind them. */
export function sshAnswers(port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Error(`sshd does not answer: ${reason}`));
    };
    socket.setTimeout(2000, () => fail("no answer within 2 s"));
    socket.once("error", (error) => fail(error.message));
    socket.once("end", () => fail("the connection was closed"));
    socket.once("data", (data) => {
      if (!data.toString("latin1").startsWith("SSH-")) return fail("it is no SSH server");
      socket.destroy();
      resolve(true);
    });
  });
}

// Several looks in one command: each would be a process here and another in the host.
const ASK = `n=0
until docker version --format "{{.Server.Version}}" 2>/tmp/engine-error; do
  n=$((n+1)); [ $n -lt 10 ] || { cat /tmp/engine-error >&2; exit 1; }; sleep 0.1
done`;

async function engineVersion(engine: EngineChoice, host: HostPlace): Promise<string> {
  const ask = ["exec", host.container, "/bin/sh", "-c", ASK];
  const { code, stdout, stderr } = await tryDocker(engine, ask, { timeoutSeconds: 30 });
  if (code !== 0) throw new Error(`the Docker Engine does not answer: ${stderr.trim().split("\n").at(-1)}`);
  return stdout.trim().split("\n").at(-1) ?? "";
}

/** Has the host's systemd start the engine. */
async function wakeEngine(engine: EngineChoice, host: HostPlace): Promise<void> {
  // What does not start here is seen, and said, by the wait for it.
  await tryDocker(engine, ["exec", host.container, "/bin/sh", "-c", startEngineText], {
    timeoutSeconds: 30,
  }).catch(() => undefined);
}
