import { chmodSync, existsSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineCondition } from "../../../components/machine/condition";
import { ensureMachine } from "../../../components/machine/ensure";
import { ownership } from "../../../components/machine/owner";
import { removeMachine } from "../../../components/machine/remove";
import { markUnfinished } from "../../../components/machine/store/notes";
import { listMachines } from "../../../components/machine/store/record";
import { Workshop } from "./support/workshop";

// Each call of a stand-in is a process of its own.
jest.setTimeout(30_000);

const workshop = new Workshop();
const theirs = "/home/ann/.docker/machine/machines/m1/m1/m1.vbox";
let lines: string[] = [];
const report = (line: string) => void lines.push(line);

beforeEach(async () => {
  lines = [];
  await workshop.open();
});
afterEach(() => workshop.close());

test("[foreign-vm] A create under the name of another store's VM is refused before anything, with both stores", async () => {
  workshop.addVm("m1", theirs);

  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(
    `virtualbox has a virtual machine "m1" that is not of this store (${workshop.store}): it is in the store ` +
      "/home/ann/.docker/machine.",
  );
  expect(workshop.commands()).toEqual([]);
  expect(workshop.vms()).toEqual([theirs]);
  expect(existsSync(workshop.store)).toBe(false);
});

test("[foreign-vm] One made by hand is named by its file, and a longer name is another", async () => {
  workshop.addVm("m1", "/vms/m1.vbox");
  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow("it is in /vms/m1.vbox");
  await ensureMachine(workshop.spec({ name: "m" }), report);
  expect(workshop.commands()).toEqual(["create"]);
});

test("[foreign-vm] A VM that appears under the name while a create runs outlives the failed create", async () => {
  workshop.behave({ create: ["fail"] });
  const vm = join(workshop.folder, "bin", "VBoxManage");
  // The first question is answered with none, as the other create has not come that far.
  writeFileSync(
    `${vm}.once`,
    `#!/bin/sh\nmkdir -p "${workshop.folder}/bin/vms"; echo -n ${theirs} > "${workshop.folder}/bin/vms/1-m1"; mv "${vm}.real" "${vm}"\n`,
  );
  renameSync(vm, `${vm}.real`);
  renameSync(`${vm}.once`, vm);
  chmodSync(vm, 0o755);

  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(
    /SATA.*the store \/home\/ann\/\.docker\/machine.*unregistervm [\da-f]+ --delete/s,
  );
  expect(workshop.vms()).toContain(theirs);
  expect(workshop.commands()).toEqual(["create"]);
});

test("[foreign-vm] A machine whose VM is gone is not re-created, started or removed through another's", async () => {
  await ensureMachine(workshop.spec(), report);
  workshop.removeVms();
  workshop.addVm("m1", theirs);
  workshop.spoilCertificates("m1");
  for (const status of ["fail", "Stopped"]) {
    workshop.behave({ status: [status] });
    await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(/not of this store/);
  }
  expect(await machineCondition(workshop.store, "m1")).toEqual({ state: "gone" });
  expect(workshop.commands().filter((command) => /^(rm|start|provision)/.test(command))).toEqual([]);

  await removeMachine(workshop.spec(), report);
  expect(lines).toContain(
    "its virtual machine is gone, and one of another store bears its name: only the record is deleted",
  );
  expect(workshop.vms()).toEqual([theirs]);
  expect(existsSync(workshop.store)).toBe(false);
});

test("[foreign-vm] What an earlier run left unfinished goes without another's VM of that name", async () => {
  await ensureMachine(workshop.spec({ name: "m2" }), report);
  await ensureMachine(workshop.spec(), report);
  markUnfinished(workshop.store, "m1");
  workshop.removeVms();
  workshop.addVm("m1", theirs);
  await expect(ensureMachine(workshop.spec(), report)).rejects.toThrow(/not of this store/);

  await removeMachine(workshop.spec({ name: "m2" }), report);
  expect(workshop.vms()).toEqual([theirs]);
  expect(listMachines(workshop.store)).toEqual([]);
});

test("[foreign-vm] A store that is reached through a link owns its VMs; a hypervisor that fails is no owner", async () => {
  await ensureMachine(workshop.spec(), report);
  const link = join(workshop.folder, "link");
  symlinkSync(workshop.store, link);
  const seen = await ownership({ ...workshop.spec(), storePath: link });
  expect([seen?.ours.length, seen?.foreign.length]).toEqual([1, 0]);

  writeFileSync(join(workshop.folder, "bin", "vbox-broken"), "");
  await expect(removeMachine(workshop.spec(), report)).rejects.toThrow(
    /Failed to create the VirtualBox object/,
  );
  expect(workshop.commands()).toEqual(["create"]);
});

test("[foreign-vm] Hyper-V is asked by its own name of a machine, and any other VM of it is foreign", async () => {
  const powershell = join(workshop.folder, "bin", "powershell");
  const own = join(workshop.store, "machines", "m1");
  writeFileSync(
    powershell,
    `#!/bin/sh\necho "0aa0-1=${own}"; echo "0aa0-2=D:\\\\VMs\\\\m1"; echo "$4" > "$0.asked"`,
  );
  chmodSync(powershell, 0o755);

  const seen = await ownership(workshop.spec({ driver: "hyperv" }));
  expect(seen?.ours.map(({ path }) => path)).toEqual([own]);
  expect(seen?.foreign).toEqual([{ path: "D:\\VMs\\m1", removal: "Get-VM -Id 0aa0-2 | Remove-VM -Force" }]);
});
