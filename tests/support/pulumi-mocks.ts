import * as pulumi from "@pulumi/pulumi";

/** A resource that a program registered under Pulumi's mocks. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/**
 * Puts Pulumi's engine aside: programs run, their resources are collected, no provider is called.
 * @param outputs what a resource's provider would add to its inputs; what it leaves out is unknown in a preview
 * @param preview whether the program runs in a preview. @default false
 */
export function collectResources(
  outputs: (resource: pulumi.runtime.MockResourceArgs) => Record<string, unknown> = () => ({}),
  preview = false,
): Registered[] {
  const registered: Registered[] = [];
  void pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        registered.push({ type: args.type, name: args.name, inputs: args.inputs as Record<string, unknown> });
        return { id: `${args.name}-id`, state: { ...(args.inputs as object), ...outputs(args) } };
      },
      call: (args) => args.inputs as Record<string, unknown>,
    },
    "project",
    "stack",
    preview,
  );
  return registered;
}

/** The value of an output, once all that it waits for is done. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
