import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { script } from "../command-script";
import { refuseCopy } from "../machine/copy";
import {
  keptFolders,
  markFolders,
  newFolders,
  refuseClaimed,
  type WorkspaceOwner,
  type WorkspaceSpec,
} from "./folders";

/**
 * The folder of machines and hosts: created first and deleted last, when it removes what interrupted runs left behind. Once
 * it is there it stays, by whatever name its stack or its cluster goes.
 */
export function createWorkspace(name: string, owner: WorkspaceOwner, parent: pulumi.Resource): local.Command {
  const { directory, storePath } = newFolders(owner);
  return new local.Command(
    name,
    {
      ...script("machine/workspace.command", "prepare", "sweep"),
      environment: { WORKSPACE_SPEC: JSON.stringify({ directory, storePath }) },
      triggers: [directory, storePath],
    },
    { parent, ignoreChanges: ["environment", "triggers"] },
  );
}

/** The folders as the state has them, or those of a new cluster. */
export function foldersOf(
  workspace: local.Command,
  owner: WorkspaceOwner,
  cluster: pulumi.Resource,
): pulumi.Output<WorkspaceSpec> {
  return workspace.environment.apply(async (environment) => {
    try {
      const folders = keptFolders(owner, JSON.parse(environment?.WORKSPACE_SPEC ?? "") as WorkspaceSpec);
      refuseCopy(folders.storePath);
      refuseClaimed(owner, folders);
      if (!pulumi.runtime.isDryRun()) markFolders(owner, folders);
      return folders;
    } catch (error) {
      // Pulumi names the way to what it cannot serialise; the reason itself must stand alone.
      await pulumi.log.error((error as Error).message, cluster);
      throw new pulumi.RunError(`the folders of cluster "${owner.name}" are not known`);
    }
  });
}
