/**
 * What a line of docker-machine says to the person who waits, in this project's words. About twenty lines a machine become
 * four: the steps that take time, and what is not known here, such as what a driver of a hypervisor or cloud says.
 * @returns nothing where the line says nothing, or what is wrong here: a machine of this project's is "deleted" as its record
 * only, Docker is "installed" where it may be there already, and `docker-machine env` knows nothing of this store
 */
export function progressOf(line: string): string | undefined {
  const text = line.replace(/^\([^()\s]+\) /, "").trim();
  const [, step] = steps.find(([known]) => known.test(text)) ?? [];
  if (step !== undefined) return step;
  return text === "" || silent.test(text) ? undefined : text;
}

/** How long each takes usually was seen on hosts of this project; a host that lacks Docker takes minutes to get it. */
const steps: readonly (readonly [RegExp, string])[] = [
  [/^Waiting for machine to be running/, "waiting for its host to run"],
  [/^Waiting for SSH to be available/, "waiting for SSH"],
  [/^Installing Docker from/, "installing Docker where it is missing (1 to 3 minutes, else 1 s)"],
  [/^Setting Docker configuration/, "setting up Docker for TLS (usually 3 to 10 s)"],
];

/** libmachine (commands/create.go, provision/, host/) and its drivers generic and none. */
const silent = new RegExp(
  [
    "^Running pre-create checks",
    "^Creating machine",
    "^Importing SSH key",
    "^No SSH key specified",
    "^IP: ",
    "^Detecting (operating system of created instance|the provisioner)",
    "^Provisioning with ",
    "^Copying certs to the (local machine directory|remote machine)",
    "^Checking connection to Docker",
    "^Docker is up and running",
    "to see how to connect your Docker Client",
    "^Closing plugin on server side",
    "^About to remove ",
    "^WARNING: This action will delete both local reference and remote instance",
    "^Successfully removed ",
  ].join("|"),
  "i",
);
