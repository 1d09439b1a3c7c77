package main

import (
	"encoding/json"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/require"
)

func failuresOf(t *testing.T, inputs map[string]any) []p.CheckFailure {
	t.Helper()
	response, err := newServer(t, t.Context()).Check(p.CheckRequest{Urn: urn, Inputs: values(t, inputs)})
	require.NoError(t, err)
	return response.Failures
}

func TestAssetsAndArchivesAreRefused(t *testing.T) {
	for _, name := range []string{"assetPaths", "archivePaths"} {
		failures := failuresOf(t, map[string]any{"create": "true", name: []any{"*.txt"}})
		require.Len(t, failures, 1)
		require.Equal(t, name, failures[0].Property)
		require.Contains(t, failures[0].Reason, "needs Pulumi's official command plugin")
	}
}

func TestAnUnknownLoggingIsRefused(t *testing.T) {
	failures := failuresOf(t, map[string]any{"create": "true", "logging": "quiet"})
	require.Len(t, failures, 1)
	require.Contains(t, failures[0].Reason, `got "quiet"`)
}

func TestEveryInputOfTheContractIsAccepted(t *testing.T) {
	for _, logging := range []string{"stdout", "stderr", "stdoutAndStderr", "none"} {
		require.Empty(t, failuresOf(t, map[string]any{
			"create": "a", "update": "b", "delete": "c", "triggers": []any{"x", 1.0, true, map[string]any{"y": "z"}},
			"stdin": "i", "logging": logging, "interpreter": []any{"sh"}, "dir": ".",
			"environment": map[string]any{"A": "1"}, "addPreviousOutputInEnv": false,
		}))
	}
}

func TestTheSchemaHasTheContractsOneResource(t *testing.T) {
	response, err := newServer(t, t.Context()).GetSchema(p.GetSchemaRequest{})
	require.NoError(t, err)
	var schema struct {
		Version   string
		Resources map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(response.Schema), &schema))
	require.Equal(t, "1.2.1", schema.Version)
	require.Len(t, schema.Resources, 1)
	require.Contains(t, schema.Resources, "command:local:Command")
}
