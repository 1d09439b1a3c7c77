import type { SshConnection } from "./ssh-connection";

/** Folder on a host that holds what a create replaces there, as long as that create is not finished. */
export const copiesFolder = "/var/lib/docker-machine-swarm-before";

// All that docker-machine's provisioners write, by their source; packages that they install stay.
const files =
  "/etc/hostname /etc/hosts /etc/docker/ca.pem /etc/docker/server.pem /etc/docker/server-key.pem " +
  "/etc/systemd/system/docker.service.d/10-machine.conf";

const saveScript = `
set -e
new=${copiesFolder}.new
rm -rf $new; mkdir -p -m 700 $new/files; : > $new/absent
for file in ${files}; do
  if [ -e $file ]; then mkdir -p "$new/files$(dirname $file)"; cp -pP $file "$new/files$file"; else echo $file >> $new/absent; fi
done
hostname > $new/hostname
(systemctl show docker.service -p LoadState -p ActiveState -p UnitFileState || true) > $new/unit 2>/dev/null
(docker ps -q </dev/null || true) > $new/running 2>/dev/null
rm -rf ${copiesFolder}; mv $new ${copiesFolder}
`;

const putBackScript = `
cd ${copiesFolder} || exit 0
journalctl -u docker.service -n 20 --no-pager -o cat 2>/dev/null | sed 's/^/journal=/'
(cd files && find . -type f -o -type l) | while read -r file; do cp -pP "files/$file" "/$file"; done
while read -r file; do rm -f "$file"; done < absent
rmdir /etc/systemd/system/docker.service.d 2>/dev/null
hostname "$(cat hostname)"
systemctl daemon-reload
systemctl reset-failed docker.service docker.socket 2>/dev/null
grep -q UnitFileState=disabled unit && systemctl disable docker.service 2>/dev/null
if grep -q LoadState=loaded unit && ! grep -q ActiveState=active unit; then
  systemctl stop docker.service docker.socket 2>/dev/null
else
  systemctl restart docker.service </dev/null
  for container in $(cat running); do docker start "$container" </dev/null >/dev/null; done
fi
echo "now=$(systemctl is-active docker.service)"
rm -rf ${copiesFolder}
`;

/**
 * Copies everything that a create is going to replace on a host, in a folder there.
 * @throws when the host does not take the copies, with its words
 */
export async function saveCopies(host: SshConnection): Promise<void> {
  const { code, stderr } = await host.rootScript(saveScript);
  if (code !== 0) {
    throw new Error(
      `Nothing was changed on ${host.place}, since its files cannot be copied: ${stderr.trim()}`,
    );
  }
}

/**
 * Puts back what a failed create replaced on a host, and starts Docker and the containers that ran.
 * @returns what was done, with what Docker said when it did not start
 */
export async function putBack(host: SshConnection): Promise<string> {
  const { code, stdout, stderr } = await host.rootScript(putBackScript, 180);
  if (code !== 0) {
    return `What it changed on ${host.place} could not be put back (${stderr.trim()}); the old files are in ${copiesFolder} there.`;
  }
  const isRunning = /^now=active$/m.test(stdout);
  return [
    `Files, host name and Docker of ${host.place} are as before${isRunning ? ", and Docker runs" : ""}.`,
    ...journalText(stdout),
  ].join("\n");
}

/** Removes the copies of a create that succeeded. */
export async function dropCopies(host: SshConnection): Promise<void> {
  await host.rootScript(`rm -rf ${copiesFolder}`);
}

// The journal repeats itself with every start that systemd tries.
function journalText(stdout: string): string[] {
  const lines = [...stdout.matchAll(/^journal=(.*)$/gm)].map(([, line]) => line.trim());
  const plain = lines.filter((line) => !/level=(info|debug)/.test(line));
  const telling = plain.filter((line) =>
    /fail|error|unable|unknown|conflict|invalid|not supported/i.test(line),
  );
  const own = telling.filter((line) => !/^(docker\.service:|Failed to start )/.test(line));
  const chosen = [...new Set(own.length > 0 ? own : telling)].slice(-4);
  return chosen.length > 0 ? [`Docker's journal said:\n  ${chosen.join("\n  ")}`] : [];
}
