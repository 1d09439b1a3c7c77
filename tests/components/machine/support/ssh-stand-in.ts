import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { writeProgram } from "./program";

/** A program "ssh" on PATH that notes what it got, and runs until it is ended. */
export class SshStandIn {
  private readonly path = process.env.PATH;
  private readonly args: string;
  /** Has its process id once it runs. */
  readonly pidFile: string;

  /** @param folder for its files */
  constructor(private readonly folder: string) {
    this.args = join(folder, "ssh-arguments");
    this.pidFile = join(folder, "ssh-pid");
  }

  /** Puts it on PATH. */
  install(): void {
    const bin = join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    const { args, pidFile } = this;
    const begins = `printf '%s\\n' "$@" >'${args}'; echo $$ >'${pidFile}.new'; mv '${pidFile}.new' '${pidFile}'`;
    writeProgram(join(bin, "ssh"), `${begins}; exec sleep 60`);
    process.env.PATH = [bin, this.path].join(delimiter);
  }

  /** Whether it was started since it was installed. */
  hasStarted(): boolean {
    return existsSync(this.pidFile);
  }

  pid(): number {
    return Number(readFileSync(this.pidFile, "utf8"));
  }

  /** What it got, an argument a line. */
  arguments(): string {
    return readFileSync(this.args, "utf8");
  }

  /** Forgets what it got, and takes it off PATH. */
  remove(): void {
    [this.args, this.pidFile].forEach((file) => rmSync(file, { force: true }));
    process.env.PATH = this.path;
  }
}
