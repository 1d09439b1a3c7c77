import { elsewhere } from "./store/notes";

/**
 * Refuses work on a machine that is a part of another computer: a second one would be created, or half of it removed.
 * @throws naming that computer, and what to do
 */
export function refuseElsewhere({ storePath, name }: { storePath: string; name: string }): void {
  const computer = elsewhere(storePath, name);
  if (computer === undefined) return;
  throw new Error(
    `Machine ${name} is on computer ${computer}, and was left as it is: run pulumi there. If that computer, or the folder ` +
      `that it was created from, is gone for good, take it out of the state: ` +
      `pulumi state delete --target-dependents "URN", with the URN that pulumi stack --show-urns lists for ${name}-machine`,
  );
}
