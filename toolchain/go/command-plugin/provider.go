package main

import (
	"context"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
)

// newProvider makes the provider of command:local:Command.
func newProvider() (p.Provider, error) {
	provider, err := infer.NewProviderBuilder().WithResources(infer.Resource(Command{})).Build()
	if err != nil {
		return p.Provider{}, err
	}
	inferred := provider.Diff
	provider.Diff = func(ctx context.Context, request p.DiffRequest) (p.DiffResponse, error) {
		response, err := inferred(ctx, request)
		return replaceOnTriggers(request, response), err
	}
	return withSecretOutputs(provider), nil
}

// replaceOnTriggers turns a change of triggers into a replacement, unless there is an update command to answer it.
func replaceOnTriggers(request p.DiffRequest, response p.DiffResponse) p.DiffResponse {
	if update, given := request.Inputs.GetOk("update"); given && !update.IsNull() {
		return response
	}
	for path, change := range response.DetailedDiff {
		if path == "triggers" || strings.HasPrefix(path, "triggers[") || strings.HasPrefix(path, "triggers.") {
			change.Kind = asReplacement(change.Kind)
			response.DetailedDiff[path] = change
		}
	}
	return response
}

func asReplacement(kind p.DiffKind) p.DiffKind {
	switch kind {
	case p.Add:
		return p.AddReplace
	case p.Delete:
		return p.DeleteReplace
	case p.Update:
		return p.UpdateReplace
	default:
		return kind
	}
}
