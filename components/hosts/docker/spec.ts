import type { HostSpec } from "../host";

/** Options of a host in a container of the person's own Docker Engine. */
export interface DockerHostOptions {
  /** Most memory of the host, in MB. @default all the engine has */
  readonly memory?: number;
  /** Most processors of the host, 1.5 for one and a half. @default all the engine has */
  readonly cpus?: number;
  /** Image with systemd, sshd and a Docker Engine. @default one of this project's own, built once */
  readonly image?: string;
  /** Docker context of the engine. @default that of the cluster's other hosts, else the current one */
  readonly context?: string;
  /** Ports of the host that this computer reaches on 127.0.0.1: "8080:80", or "53:53/udp". @default none */
  readonly publish?: readonly string[];
}

/**
 * One host in a container of the person's own Docker Engine; its network is one of the engine. Plain data: it crosses a
 * process border.
 */
export interface DockerHostSpec extends HostSpec {
  /** @default none */
  readonly options?: DockerHostOptions;
}
