import { spawn } from "node:child_process";
import { join } from "node:path";
import { findBinary } from "../../../components/machine/tool/binary";

/** docker-machine on a test stack's store, as a person would call it. */
export class TestMachines {
  constructor(private readonly stackDirectory: string) {}

  /** The machine's docker client, run on the machine itself: `docker-machine ssh NAME docker ...`. */
  docker(machine: string, ...args: string[]): Promise<string> {
    return this.ssh(machine, "docker", ...args);
  }

  /** Runs a command on a machine; its standard output without the last newline. */
  ssh(machine: string, ...command: string[]): Promise<string> {
    // ssh joins words with blanks and the remote shell reads them again, so each is quoted for that shell.
    return this.run(["ssh", machine, command.map(quoted).join(" ")]);
  }

  /** Runs a command on a machine with a file's content as its standard input. */
  sshWithInput(machine: string, input: Buffer, ...command: string[]): Promise<string> {
    return this.run(["ssh", machine, command.map(quoted).join(" ")], input);
  }

  /** Runs docker-machine itself. */
  run(args: string[], input?: Buffer): Promise<string> {
    const store = join(this.stackDirectory, "swarm", "machines");
    const child = spawn(findBinary(), ["--storage-path", store, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const [out, err]: string[][] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk.toString()));
    child.stdin.end(input ?? "");
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve(withoutChatter(out.join("")).trimEnd());
        else reject(new Error(`docker-machine ${args.join(" ")} ended with ${code}: ${err.join("")}`));
      });
    });
  }
}

/** rancher-machine's plugins say goodbye on standard output, now and then. */
function withoutChatter(output: string): string {
  return output.replace(/^\(.*\) Closing plugin on server side\n/gm, "");
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
