package main

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Command is the resource command:local:Command.
type Command struct{}

// Annotate names the resource as the contract does; the framework would take the name of the Go package.
func (command *Command) Annotate(annotator infer.Annotator) {
	annotator.SetToken("local", "Command")
}

// CommandArgs are its inputs.
type CommandArgs struct {
	Create                 *string           `pulumi:"create,optional"`
	Update                 *string           `pulumi:"update,optional"`
	Delete                 *string           `pulumi:"delete,optional"`
	Triggers               []any             `pulumi:"triggers,optional"`
	Stdin                  *string           `pulumi:"stdin,optional"`
	Logging                *string           `pulumi:"logging,optional"`
	Interpreter            []string          `pulumi:"interpreter,optional"`
	Dir                    *string           `pulumi:"dir,optional"`
	Environment            map[string]string `pulumi:"environment,optional"`
	AssetPaths             []string          `pulumi:"assetPaths,optional"`
	ArchivePaths           []string          `pulumi:"archivePaths,optional"`
	AddPreviousOutputInEnv *bool             `pulumi:"addPreviousOutputInEnv,optional"`
}

// CommandState is what the stack keeps: the inputs, and what the last command wrote.
type CommandState struct {
	CommandArgs
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// Annotate sets the one default that becomes part of the state.
func (args *CommandArgs) Annotate(annotator infer.Annotator) {
	annotator.SetDefault(&args.AddPreviousOutputInEnv, true)
}

// Check refuses what this plugin does not have, and values that mean nothing.
func (Command) Check(ctx context.Context, request infer.CheckRequest) (infer.CheckResponse[CommandArgs], error) {
	args, failures, err := infer.DefaultCheck[CommandArgs](ctx, request.NewInputs)
	for _, name := range []string{"assetPaths", "archivePaths"} {
		if value, given := request.NewInputs.GetOk(name); given && !value.IsNull() {
			failures = append(failures, p.CheckFailure{Property: name, Reason: name + " needs Pulumi's official command " +
				"plugin; this is a compatible one without assets and archives, used where that cannot be downloaded"})
		}
	}
	if args.Logging != nil && !isLogging(*args.Logging) {
		failures = append(failures, p.CheckFailure{Property: "logging",
			Reason: `expected "stdout", "stderr", "stdoutAndStderr" or "none", got "` + *args.Logging + `"`})
	}
	return infer.CheckResponse[CommandArgs]{Inputs: args, Failures: failures}, err
}

// Create runs the create command, if there is one.
func (Command) Create(
	ctx context.Context, request infer.CreateRequest[CommandArgs],
) (infer.CreateResponse[CommandState], error) {
	response := infer.CreateResponse[CommandState]{Output: CommandState{CommandArgs: request.Inputs}}
	id, err := resource.NewUniqueHex(request.Name, 8, 0)
	if err != nil || request.DryRun {
		return response, err
	}
	response.ID = id
	err = response.Output.run(ctx, request.Inputs.Create)
	return response, err
}

// Update runs the update command, else the create command.
func (Command) Update(
	ctx context.Context, request infer.UpdateRequest[CommandArgs, CommandState],
) (infer.UpdateResponse[CommandState], error) {
	state := CommandState{CommandArgs: request.Inputs, Stdout: request.State.Stdout, Stderr: request.State.Stderr}
	if request.DryRun {
		return infer.UpdateResponse[CommandState]{Output: state}, nil
	}
	text := request.Inputs.Update
	if text == nil {
		text = request.Inputs.Create
	}
	err := state.run(ctx, text)
	return infer.UpdateResponse[CommandState]{Output: state}, err
}

// Delete runs the delete command, if there is one.
func (Command) Delete(ctx context.Context, request infer.DeleteRequest[CommandState]) (infer.DeleteResponse, error) {
	state := request.State
	return infer.DeleteResponse{}, state.run(ctx, state.Delete)
}
