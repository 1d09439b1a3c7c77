package main

import (
	"context"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"
)

const urn = resource.URN("urn:pulumi:test::test::command:local:Command::machine")

// newServer is the plugin just below gRPC: what the engine asks and what it is answered.
func newServer(t *testing.T, ctx context.Context) integration.Server {
	t.Helper()
	provider, err := newProvider()
	require.NoError(t, err)
	server, err := integration.NewServer(ctx, "command", semver.MustParse(version), integration.WithProvider(provider))
	require.NoError(t, err)
	return server
}

// values makes a property map of Go values.
func values(t *testing.T, inputs map[string]any) property.Map {
	t.Helper()
	return resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(inputs))
}

// create checks and creates, as the engine does.
func create(t *testing.T, server integration.Server, inputs map[string]any) (p.CreateResponse, error) {
	t.Helper()
	checked, err := server.Check(p.CheckRequest{Urn: urn, Inputs: values(t, inputs)})
	require.NoError(t, err)
	require.Empty(t, checked.Failures)
	return server.Create(p.CreateRequest{Urn: urn, Properties: checked.Inputs})
}

// stdoutOf creates and gives what the command wrote.
func stdoutOf(t *testing.T, inputs map[string]any) string {
	t.Helper()
	created, err := create(t, newServer(t, t.Context()), inputs)
	require.NoError(t, err)
	return created.Properties.Get("stdout").AsString()
}

// diff is the answer to a change of inputs.
func diff(t *testing.T, old, new map[string]any) p.DiffResponse {
	t.Helper()
	server := newServer(t, t.Context())
	response, err := server.Diff(p.DiffRequest{
		ID: "machine1234", Urn: urn, State: values(t, old), OldInputs: values(t, old), Inputs: values(t, new),
	})
	require.NoError(t, err)
	return response
}
