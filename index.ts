import * as pulumi from "@pulumi/pulumi";
import { readSettings, SwarmCluster } from "./components";

const cluster = new SwarmCluster("swarm", readSettings(new pulumi.Config()));

/** The nodes, as `docker node ls` and `docker-machine ls` show them. */
export const nodes = cluster.nodes;
/** Docker Engine URL of a manager. */
export const managerEndpoint = cluster.managerEndpoint;
/** Environment that points the docker client at that manager. */
export const dockerEnv = cluster.dockerEnv;
/** The same environment as commands for sh, fish, powershell and cmd. */
export const dockerEnvCommands = cluster.dockerEnvCommands;
/** ID of the swarm. */
export const swarmId = cluster.swarmId;
/** Tokens for other hosts to join. Secret. */
export const joinTokens = { worker: cluster.workerToken, manager: cluster.managerToken };
/** Key that unlocks a manager after a restart; empty while autolock is off. Secret. */
export const unlockKey = cluster.unlockKey;
