import { docker, type EngineChoice } from "./engine";

/**
 * The rights that a container can have in an engine: all of them, or, where the engine's own root lacks some (as in a
 * container), what the first process of its computer has.
 * @param image any image with `cat`
 * @returns arguments of `docker run`
 */
export async function grantableRights(engine: EngineChoice, image: string): Promise<string[]> {
  const look = ["run", "--rm", "--pid", "host", "--network", "none", "--entrypoint", "cat", image];
  const { stdout } = await docker(engine, [...look, "/proc/1/status"]);
  return rightsArguments(stdout);
}

/**
 * Arguments for a container that is a whole computer: `--privileged`, which an engine refuses that lacks a right itself,
 * or what comes closest to it.
 * @param status text of /proc/PID/status
 */
export function rightsArguments(status: string): string[] {
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  const names = CAPABILITIES.filter((_, bit) => ((bounding >> BigInt(bit)) & 1n) === 1n);
  if (names.length === CAPABILITIES.length) return ["--privileged"];
  return [
    ...["--cap-drop", "ALL", ...names.flatMap((name) => ["--cap-add", name])],
    ...["--security-opt", "systempaths=unconfined", "--device-cgroup-rule", "a *:* rwm"],
  ];
}

// By bit (linux/capability.h), up to what every engine knows: PERFMON, BPF and CHECKPOINT_RESTORE are parts of
// SYS_ADMIN, and engines before 23 refuse their names.
const CAPABILITIES = [
  ...["CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP"],
  ...[
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
  ],
  ...[
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
  ],
  ...[
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
  ],
  ...["MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ"],
];
