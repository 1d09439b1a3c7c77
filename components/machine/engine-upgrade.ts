import { runRootScript } from "./root-script";

/** A newer engine that a host's own packages offer. */
export interface EngineUpgrade {
  /** Package that the engine is of: "docker-ce", "docker.io", "moby-engine". */
  readonly package: string;
  /** Versions of that package. */
  readonly from: string;
  readonly to: string;
}

const lookSeconds = 180;
const upgradeSeconds = 900;

// Exit codes of the scripts.
const noPackages = 3;
const unreachable = 4;

// apt takes a source that cannot be reached for one that offers nothing, unless it is told otherwise.
const look = `
engine=$(readlink -f "$(command -v dockerd)")
if command -v apt-get >/dev/null; then
  package=$(dpkg -S "$engine" 2>/dev/null | head -n 1 | cut -d : -f 1)
  test -n "$package" || exit ${noPackages}
  apt-get update -qq -o APT::Update::Error-Mode=any >&2 || exit ${unreachable}
  from=$(dpkg-query -W -f '\${Version}' "$package")
  to=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: //p')
elif command -v dnf >/dev/null; then
  package=$(rpm -qf --qf '%{NAME}' "$engine") || exit ${noPackages}
  dnf -q makecache >&2 || exit ${unreachable}
  from=$(rpm -q --qf '%{VERSION}-%{RELEASE}' "$package")
  to=$(dnf -q list --upgrades "$package" 2>/dev/null | awk 'END { sub(/^[0-9]+:/, "", $2); print $2 }')
else
  exit ${noPackages}
fi
echo "offer: $package $from \${to:-$from}"`;

// With what belongs to it, as far as it is installed; configuration that somebody changed stays. Both end well where they
// leave out a package whose needs are not met, so that the version is looked at in the end.
const upgrade = `
all="$1 docker-ce-cli docker-cli containerd.io containerd runc docker-buildx-plugin docker-compose-plugin"
if command -v apt-get >/dev/null; then
  installed=$(dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' $all 2>/dev/null | sed -n 's/^installed //p')
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --only-upgrade -o Dpkg::Options::=--force-confold $installed >&2
  now=$(dpkg-query -W -f '\${Version}' "$1")
else
  dnf -y -q --best upgrade $(rpm -q --qf '%{NAME}\\n' $all | grep -v 'not installed') >&2
  now=$(rpm -q --qf '%{VERSION}-%{RELEASE}' "$1")
fi
test "$now" = "$2" || { echo "it is $now still" >&2; exit 1; }`;

/**
 * Asks a host's own packages for a newer engine; changes nothing but their lists.
 * @returns undefined where the engine is the newest that they offer
 * @throws when its packages cannot be asked, or the engine is of none
 */
export async function findEngineUpgrade(storePath: string, name: string): Promise<EngineUpgrade | undefined> {
  const { code, stdout, stderr } = await runRootScript({ storePath, name }, look, lookSeconds);
  if (code === noPackages)
    throw new Error(
      `${name}: its Docker Engine is of no package of apt or dnf: upgrade it by hand, or replace the machine`,
    );
  const [, engine, from, to] = /^offer: (\S+) (\S+) (\S+)$/m.exec(stdout) ?? [];
  if (code !== 0 || !engine)
    throw new Error(
      `${name}: its packages cannot be asked for a newer Docker Engine: ${stderr.trim().slice(-300)}`,
    );
  return from === to ? undefined : { package: engine, from: from!, to: to! };
}

/**
 * Installs the engine that {@link findEngineUpgrade} found. The engine restarts.
 * @throws when it cannot be installed
 */
export async function upgradeEngine(
  storePath: string,
  name: string,
  { package: engine, to }: EngineUpgrade,
): Promise<void> {
  const { code, stderr } = await runRootScript(
    { storePath, name },
    `set -- '${engine}' '${to}'\nset -e${upgrade}`,
    upgradeSeconds,
  );
  if (code === 0) return;
  throw new Error(`${name}: ${engine} cannot be upgraded to ${to}: ${stderr.trim().slice(-500)}`);
}
