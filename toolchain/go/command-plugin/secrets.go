package main

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// withSecretOutputs makes what a command wrote secret as soon as one of its inputs is, at any depth: the command may
// have printed it.
func withSecretOutputs(provider p.Provider) p.Provider {
	create, update := provider.Create, provider.Update
	provider.Create = func(ctx context.Context, request p.CreateRequest) (p.CreateResponse, error) {
		response, err := create(ctx, request)
		response.Properties = secretOutputs(request.Properties, response.Properties)
		return response, err
	}
	provider.Update = func(ctx context.Context, request p.UpdateRequest) (p.UpdateResponse, error) {
		response, err := update(ctx, request)
		response.Properties = secretOutputs(request.Inputs, response.Properties)
		return response, err
	}
	return provider
}

func secretOutputs(inputs, outputs property.Map) property.Map {
	if !property.New(inputs).HasSecrets() {
		return outputs
	}
	for _, name := range []string{"stdout", "stderr"} {
		if value, given := outputs.GetOk(name); given {
			outputs = outputs.Set(name, value.WithSecret(true))
		}
	}
	return outputs
}
