import { which } from "../../../lib/which";
import { run, runOrThrow } from "../../../lib/run";

/** A virtual machine as its hypervisor knows it. */
export interface VirtualMachine {
  /** File or folder of it on this computer. */
  readonly path: string;
  /** Command that removes this very one by hand, whatever others bear its name. */
  readonly removal: string;
}

/**
 * Finds all virtual machines of a name on this computer: names belong to the hypervisor, not to one of docker-machine's
 * stores. Undefined where there is no hypervisor to ask, so that docker-machine cannot touch one either.
 * @throws when the hypervisor does not answer
 */
export type FindVirtualMachines = (name: string) => Promise<readonly VirtualMachine[] | undefined>;

const timeoutSeconds = 60;

/** The virtual machines of VirtualBox. */
export const findInVirtualBox: FindVirtualMachines = async (name) => {
  const program = which("VBoxManage") ?? installedOnWindows();
  if (!program) return undefined;
  const { stdout } = await runOrThrow(program, ["list", "vms"], { timeoutSeconds });
  const ids = [...stdout.matchAll(/^"(.*)" \{([\da-f-]+)\}\r?$/gim)].filter(([, each]) => each === name);
  return Promise.all(ids.map(([, , id]) => virtualBoxMachine(program, id)));
};

/** The virtual machines of Hyper-V. */
export const findInHyperV: FindVirtualMachines = async (name) => {
  const program = which("powershell");
  if (!program) return undefined;
  // Of all machines, since Get-VM with a name that is not there is an error like any other.
  const ask = `Hyper-V\\Get-VM | Where-Object { $_.Name -eq '${name}' } | ForEach-Object { "$($_.Id)=$($_.Path)" }`;
  const args = ["-NoProfile", "-NonInteractive", "-Command", ask];
  const { stdout } = await runOrThrow(program, args, { timeoutSeconds });
  return [...stdout.matchAll(/^([\da-f-]+)=(.*?)\r?$/gim)].map(([, id, path]) => ({
    path,
    removal: `Get-VM -Id ${id} | Remove-VM -Force`,
  }));
};

// One that is removed in between has no file any more.
async function virtualBoxMachine(program: string, id: string): Promise<VirtualMachine> {
  const { stdout } = await run(program, ["showvminfo", id, "--machinereadable"], { timeoutSeconds });
  const quoted = /^CfgFile="(.*)"\r?$/m.exec(stdout)?.[1] ?? "";
  return { path: quoted.replace(/\\(["\\])/g, "$1"), removal: `VBoxManage unregistervm ${id} --delete` };
}

// VirtualBox's set-up leaves PATH alone there; docker-machine looks at the same variables.
function installedOnWindows(): string | undefined {
  const folders = [process.env.VBOX_INSTALL_PATH, process.env.VBOX_MSI_INSTALL_PATH];
  return folders
    .map((folder) => folder && which(`${folder.replace(/[\\/]$/, "")}\\VBoxManage`))
    .find(Boolean);
}
