package main

import (
	"os"
	"path/filepath"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"
)

func TestCreateRunsTheCommandAndKeepsInputsAndOutputs(t *testing.T) {
	created, err := create(t, newServer(t, t.Context()), map[string]any{"create": "echo out; echo err >&2"})
	require.NoError(t, err)
	require.Regexp(t, "^machine[0-9a-f]{8}$", created.ID)
	require.Equal(t, "out", created.Properties.Get("stdout").AsString())
	require.Equal(t, "err", created.Properties.Get("stderr").AsString())
	require.Equal(t, "echo out; echo err >&2", created.Properties.Get("create").AsString())
	require.True(t, created.Properties.Get("addPreviousOutputInEnv").AsBool())
}

func TestCreateWithoutACommandRunsNothing(t *testing.T) {
	created, err := create(t, newServer(t, t.Context()), map[string]any{"delete": "false"})
	require.NoError(t, err)
	require.NotEmpty(t, created.ID)
	require.Empty(t, created.Properties.Get("stdout").AsString())
}

func TestOutputsLoseOneTrailingNewline(t *testing.T) {
	require.Equal(t, "a\n\nb\n", stdoutOf(t, map[string]any{"create": `printf 'a\n\nb\n\n'`}))
}

func TestTheCommandTextIsTheInterpretersLastArgument(t *testing.T) {
	inputs := map[string]any{"create": "a; $(b) 'c'", "interpreter": []any{"/usr/bin/printf", "%s|%s|", "first"}}
	require.Equal(t, "first|a; $(b) 'c'|", stdoutOf(t, inputs))
}

func TestTheDefaultInterpreterIsTheSystemsShell(t *testing.T) {
	require.Equal(t, []string{"/bin/sh", "-c"}, defaultInterpreter("linux"))
	require.Equal(t, []string{"/bin/sh", "-c"}, defaultInterpreter("darwin"))
	require.Equal(t, []string{"cmd", "/C"}, defaultInterpreter("windows"))
}

func TestDirIsTheWorkingDirectory(t *testing.T) {
	folder, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, folder, stdoutOf(t, map[string]any{"create": "pwd", "dir": folder}))
}

func TestTheDefaultDirIsTheProviders(t *testing.T) {
	folder, err := os.Getwd()
	require.NoError(t, err)
	require.Equal(t, folder, stdoutOf(t, map[string]any{"create": "pwd"}))
}

func TestStdinReachesTheCommand(t *testing.T) {
	require.Equal(t, "line 1\nline 2", stdoutOf(t, map[string]any{"create": "cat", "stdin": "line 1\nline 2\n"}))
}

func TestTheEnvironmentIsTheProcesssAndTheResources(t *testing.T) {
	t.Setenv("FROM_PROCESS", "process")
	t.Setenv("FROM_BOTH", "process")
	inputs := map[string]any{
		"create":      `echo "$FROM_PROCESS $FROM_BOTH $FROM_RESOURCE"`,
		"environment": map[string]any{"FROM_BOTH": "resource", "FROM_RESOURCE": `$(id) "x" `},
	}
	require.Equal(t, `process resource $(id) "x" `, stdoutOf(t, inputs))
}

func TestAFailureNamesTheCommandAndBothOutputs(t *testing.T) {
	_, err := create(t, newServer(t, t.Context()), map[string]any{"create": "echo out; echo err >&2; exit 3"})
	require.ErrorContains(t, err, `exit status 3: running "echo out; echo err >&2; exit 3":`)
	require.ErrorContains(t, err, "out\n")
	require.ErrorContains(t, err, "err\n")
}

func TestAFailedCreateLeavesNothing(t *testing.T) {
	created, err := create(t, newServer(t, t.Context()), map[string]any{"create": "exit 1"})
	require.Error(t, err)
	require.Nil(t, created.PartialState)
}

func TestAMissingInterpreterFails(t *testing.T) {
	_, err := create(t, newServer(t, t.Context()), map[string]any{"create": "x", "interpreter": []any{"/no/such/program"}})
	require.ErrorContains(t, err, "/no/such/program")
}

func TestAPreviewRunsNothingAndItsOutputsAreUnknown(t *testing.T) {
	canary := filepath.Join(t.TempDir(), "canary")
	response, err := newServer(t, t.Context()).Create(p.CreateRequest{
		Urn: urn, DryRun: true, Properties: values(t, map[string]any{"create": "touch " + canary}),
	})
	require.NoError(t, err)
	require.NoFileExists(t, canary)
	require.True(t, response.Properties.Get("stdout").IsComputed())
	require.Equal(t, "touch "+canary, response.Properties.Get("create").AsString())
}

func TestOneSecretInputMakesTheOutputsSecret(t *testing.T) {
	deep := property.New(map[string]property.Value{"TOKEN": property.New("s3cret").WithSecret(true)})
	whole := property.New(map[string]property.Value{"TOKEN": property.New("s3cret")}).WithSecret(true)
	for name, environment := range map[string]property.Value{"one value": deep, "the whole": whole} {
		inputs := values(t, map[string]any{"create": "echo $TOKEN"}).Set("environment", environment)
		created, err := newServer(t, t.Context()).Create(p.CreateRequest{Urn: urn, Properties: inputs})
		require.NoError(t, err)
		require.Equal(t, "s3cret", created.Properties.Get("stdout").AsString(), name)
		require.True(t, created.Properties.Get("stdout").Secret(), name)
		require.True(t, created.Properties.Get("stderr").Secret(), name)

		updated, err := newServer(t, t.Context()).Update(p.UpdateRequest{
			ID: created.ID, Urn: urn, Inputs: inputs, State: created.Properties,
		})
		require.NoError(t, err)
		require.True(t, updated.Properties.Get("stdout").Secret(), name)
	}
}

func TestWithoutSecretInputsTheOutputsArePlain(t *testing.T) {
	created, err := create(t, newServer(t, t.Context()), map[string]any{"create": "echo x"})
	require.NoError(t, err)
	require.False(t, created.Properties.Get("stdout").Secret())
}
