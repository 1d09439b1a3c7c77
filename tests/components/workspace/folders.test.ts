import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rememberSpec } from "../../../components/machine/store/notes";
import {
  keptFolders,
  markFolders,
  newFolders,
  possibleFolders,
  refuseClaimed,
  takenFolderProblem,
  type WorkspaceOwner,
} from "../../../components/workspace/folders";
import { prepareWorkspace } from "../../../components/workspace/workspace";

const home = process.cwd();
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "folders-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const owner = (stack: string, stated = {}): WorkspaceOwner => ({
  project: "p",
  stack,
  name: "swarm",
  stated,
});
const foldersOf = (stack: string) => newFolders(owner(stack));
const machineIn = (stack: string) =>
  rememberSpec({ name: "node1", driver: "virtualbox", storePath: foldersOf(stack).storePath });

test("[stack-rename] The folders of a stack stay whatever its name is", () => {
  machineIn("dev");
  expect(keptFolders(owner("prod"), foldersOf("dev"))).toEqual({
    directory: ".state/dev/swarm",
    storePath: ".state/dev/swarm/machines",
  });
});

test.each([
  [
    "directory",
    { directory: "elsewhere" },
    'directory "elsewhere" is not where its machines are: these are in ".state/dev/swarm"',
  ],
  [
    "storePath",
    { storePath: "/m" },
    'storePath "/m" is not where its machines are: these are in ".state/dev/swarm/machines"',
  ],
])(
  "[stack-rename] Another %s than the one that is in use is refused, and how to move is said",
  (_, stated, text) => {
    machineIn("dev");
    expect(() => keptFolders(owner("dev", stated), foldersOf("dev"))).toThrow(text);
    expect(() => keptFolders(owner("dev", stated), foldersOf("dev"))).toThrow("run pulumi destroy first");
  },
);

test("[stack-rename] The same folder written another way, or no longer stated, is the same", () => {
  const kept = foldersOf("dev");
  expect(keptFolders(owner("dev", { directory: `${folder}/.state/dev/swarm/` }), kept)).toBe(kept);
  const stated = { directory: "mine", storePath: "mine/machines" };
  expect(keptFolders(owner("dev"), stated)).toBe(stated);
});

test("[stack-rename] A state that a failed update left with a new, empty folder finds its machines again", () => {
  machineIn("dev");
  mkdirSync(foldersOf("prod").directory, { recursive: true });
  expect(keptFolders(owner("dev"), foldersOf("prod"))).toEqual(foldersOf("dev"));
  machineIn("prod");
  expect(keptFolders(owner("dev"), foldersOf("prod"))).toEqual(foldersOf("prod"));
});

test("[stack-rename] A new stack does not take the folder of a renamed one of its name", () => {
  machineIn("dev");
  expect(takenFolderProblem(foldersOf("dev"))).toBeUndefined();
  markFolders(owner("prod"), foldersOf("dev"));
  const text =
    "The folder .state/dev/swarm belongs to cluster swarm of stack prod of project p, which was renamed";
  expect(() => prepareWorkspace(foldersOf("dev"))).toThrow(text);
  expect(keptFolders(owner("dev"), foldersOf("next"))).toEqual(foldersOf("next"));

  markFolders(owner("dev"), foldersOf("dev"));
  expect(existsSync(".state/dev/swarm/owner")).toBe(false);
  prepareWorkspace(foldersOf("dev"));
});

test("[stack-rename] Before its state can be asked, a renamed stack's folder is sought among those no stack has", () => {
  machineIn("dev");
  machineIn("other");
  mkdirSync(".state/backend/.pulumi/stacks/p", { recursive: true });
  writeFileSync(".state/backend/.pulumi/stacks/p/other.json", "");
  const found = possibleFolders(owner("prod")).map(({ directory }) => directory);
  expect(found).toContain(".state/dev/swarm");
  expect(found).not.toContain(".state/other/swarm");
  expect(possibleFolders(owner("dev"))).toEqual([foldersOf("dev")]);
});

test("[stack-rename] A new stack of a renamed one's former name does not get its folder, also before that one is updated", () => {
  const stacks = join(".state", "backend", ".pulumi", "stacks", "p");
  mkdirSync(stacks, { recursive: true });
  const state = (folders: object) =>
    JSON.stringify({ inputs: { environment: { WORKSPACE_SPEC: JSON.stringify(folders) } } }, undefined, 2);
  const refuse = (stack: string, directory: string) => () =>
    refuseClaimed(owner(stack), { ...foldersOf(stack), directory });
  writeFileSync(join(stacks, "classroom.json"), state(foldersOf("dev")));
  writeFileSync(join(stacks, "other.json"), state(foldersOf("other")));

  expect(refuse("dev", ".state/dev/swarm")).toThrow(/belongs to stack classroom, which was renamed/);
  expect(refuse("classroom", ".state/dev/swarm")).not.toThrow();
  expect(refuse("other", ".state/other/swarm")).not.toThrow();
});
