import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ClusterSwarmArgs } from "./args";

const any = z.unknown().optional();
const text = z.string().trim().min(1, "must not be empty");
const record = z.record(z.string(), z.string());
const flag = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const driverOptions = z.record(z.string(), flag);

const engine = z.strictObject({
  labels: record.optional(),
  registryMirrors: z.array(text).optional(),
  insecureRegistries: z.array(text).optional(),
  storageDriver: text.optional(),
  environment: record.optional(),
  installUrl: text.optional(),
  options: z.array(text).optional(),
});

const environmentValue = z.custom(
  (value) => typeof value === "string" || pulumi.Output.isInstance(value) || value instanceof Promise,
  "string expected",
);

const machine = {
  driver: text.optional(),
  driverOptions: driverOptions.optional(),
  environment: z.record(z.string(), environmentValue).optional(),
  engine: engine.optional(),
  tlsSans: z.array(text).optional(),
};

const node = z.strictObject({
  ...machine,
  name: z.string(),
  role: z.enum(["manager", "worker"]).optional(),
  availability: z.enum(["active", "pause", "drain"]).optional(),
  labels: record.optional(),
  advertiseAddress: text.optional(),
  listenAddress: text.optional(),
  dataPathAddress: text.optional(),
});

/** Every cluster-wide setting; their values are judged by the swarm's own rules. */
const swarm: Record<keyof ClusterSwarmArgs, z.ZodType> = {
  labels: any,
  taskHistoryRetentionLimit: any,
  snapshotInterval: any,
  keepOldSnapshots: any,
  logEntriesForSlowFollowers: any,
  dispatcherHeartbeat: any,
  nodeCertExpiry: any,
  externalCAs: any,
  signingCACert: any,
  signingCAKey: any,
  rotateCA: any,
  autolock: any,
  rotateUnlockKey: any,
  rotateWorkerToken: any,
  rotateManagerToken: any,
  defaultAddressPools: any,
  subnetSize: any,
  dataPathPort: any,
  allowReplace: any,
  adopt: any,
  recover: any,
};

/**
 * The shape of a cluster's arguments: which keys there are and of what type. What depends on more than one value, on
 * the driver or on the swarm's own rules is checked by their modules. `swarm` is checked whole by swarm/settings.
 */
export const clusterShape = z.strictObject({
  ...machine,
  nodes: z.array(node).min(1, "at least one host is required"),
  machineBinary: text.optional(),
  directory: text.optional(),
  storePath: text.optional(),
  localNetwork: text.optional(),
  secretOptions: z.boolean().optional(),
  dockerContext: text.optional(),
  useDockerContext: z.boolean().optional(),
  createTimeoutSeconds: z.int().min(10).optional(),
  swarm: z.strictObject(swarm).optional(),
});

/** The keys that the shape knows at a path; none where any key will do. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  let shape: unknown = clusterShape;
  for (const part of path) {
    const object = plain(shape);
    if (object instanceof z.ZodArray) shape = object.element;
    else if (object instanceof z.ZodObject) shape = object.shape[String(part)];
  }
  const object = plain(shape);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function plain(shape: unknown): unknown {
  return shape instanceof z.ZodOptional ? shape.unwrap() : shape;
}
